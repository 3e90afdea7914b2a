//! Git's hooks: put in place beside other people's, and what each of them does.

mod at_once;
mod bypass;
mod chained;
mod install;
mod judge_place;
mod managers;
mod pre_push;
mod stashing;
mod switched_off;
mod trailer;
