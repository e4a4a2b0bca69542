//! Starts the program: parse, call, print, exit.

fn main() {}
