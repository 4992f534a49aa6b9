//! Bytes that once broke a reader, or may.

use std::fs;
use std::path::Path;

use linli_tests::readers::TARGETS;

/// Each file of each corpus; see `make fuzz`.
#[test]
fn what_was_found_is_read_well() {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (name, read) in TARGETS {
        let mut count = 0;
        for file in fs::read_dir(corpora.join(name)).unwrap() {
            let file = file.unwrap().path();
            let bytes = fs::read(&file).unwrap();
            println!("{}", file.display());
            read(&bytes);
            count += 1;
        }
        assert!(count > 0, "the corpus of {name} is empty");
    }
    let known: Vec<_> = TARGETS.iter().map(|(name, _)| *name).collect();
    for folder in fs::read_dir(corpora).unwrap() {
        let name = folder.unwrap().file_name();
        assert!(known.iter().any(|it| *it == name), "nobody reads the corpus {}", name.display());
    }
}
