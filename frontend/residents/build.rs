//! Tells the linker to leave in the module where functions and data are named, by which the bundler parts it.

fn main() {
    println!("cargo::rustc-link-arg-cdylib=--emit-relocs");
    println!("cargo::rerun-if-changed=build.rs");
}
