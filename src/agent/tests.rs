//! What every vendor's payloads come to.
