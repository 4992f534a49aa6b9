#!/usr/bin/env bash
# rustc for linli's own crates, as `make fuzz` calls it (RUSTC_WORKSPACE_WRAPPER): adds the counters by
# which libFuzzer steers. They are a part of LLVM that stable compilers have; libraries stay as they are.
case " $* " in
  *" --crate-type proc-macro "* | *" --crate-name build_script_"* | *" --crate-name ___ "*) exec "$@" ;;
esac
exec "$@" -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
  -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
  -Cllvm-args=-sanitizer-coverage-trace-compares
