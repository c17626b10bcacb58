#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| moments_tests::targets::read("key_file", bytes));
