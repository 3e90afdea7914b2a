fn main() -> std::process::ExitCode {
    auraops::main()
}
