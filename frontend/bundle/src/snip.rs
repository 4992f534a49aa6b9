//! Takes out of a module what is never called and stays only because a table points to it. The views of
//! leptos keep, for each kind of view, how it is hydrated piece by piece and how from a template; linli
//! hydrates in one go, from what the server sent. The compiler cannot know that, and it is a tenth of
//! the module. Such a function becomes a trap, and the optimizer drops what only it needed.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use wasm_encoder::{CodeSection, Module, RawSection};
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// Parts of names in tachys, which makes the views, as they stand in names that the compiler mangled.
const NEVER_CALLED: [&str; 2] = ["13hydrate_async", "22hydrate_from_template"];

/// A function without locals that traps.
const TRAP: [u8; 3] = [0x00, 0x00, 0x0b];

/// The module without them.
///
/// # Errors
/// When the module has no such function: then it has no names, or tachys has changed them.
pub fn snip(module: &[u8]) -> Result<Vec<u8>> {
    let unwanted = unwanted(module)?;
    if unwanted.is_empty() {
        bail!("no function of the module is named {}", NEVER_CALLED.join(" or "));
    }
    let mut snipped = Module::new();
    let (mut code, mut at) = (CodeSection::new(), imported_functions(module)?);
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        match &payload {
            Payload::CodeSectionStart { .. } => {}
            Payload::CodeSectionEntry(body) => {
                code.raw(if unwanted.contains(&at) { &TRAP } else { body.as_bytes() });
                at += 1;
                continue;
            }
            _ => {
                if let Some((id, range)) = payload.as_section() {
                    if !code.is_empty() {
                        snipped.section(&std::mem::take(&mut code));
                    }
                    let data = module.get(range).unwrap_or_default();
                    snipped.section(&RawSection { id, data });
                }
            }
        }
    }
    Ok(snipped.finish())
}

fn imported_functions(module: &[u8]) -> Result<u32> {
    let mut count = 0;
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ImportSection(imports) = payload? {
            for import in imports.into_imports() {
                count += u32::from(matches!(import?.ty, TypeRef::Func(_)));
            }
        }
    }
    Ok(count)
}

/// The numbers of functions that are never called.
fn unwanted(module: &[u8]) -> Result<BTreeSet<u32>> {
    let mut found = BTreeSet::new();
    for payload in Parser::new(0).parse_all(module) {
        let Payload::CustomSection(section) = payload? else { continue };
        let KnownCustom::Name(names) = section.as_known() else { continue };
        for part in names {
            let Name::Function(functions) = part? else { continue };
            for function in functions {
                let function = function?;
                if NEVER_CALLED.iter().any(|it| function.name.contains(it)) {
                    found.insert(function.index);
                }
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use wasm_encoder::{
        ExportKind, ExportSection, Function, FunctionSection, NameMap, NameSection, TypeSection, ValType,
    };

    use super::*;

    /// A module of functions that give 7, by these names.
    fn module(named: &[&str]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], [ValType::I32]);
        let (mut functions, mut exports, mut code, mut map) =
            (FunctionSection::new(), ExportSection::new(), CodeSection::new(), NameMap::new());
        for (name, index) in named.iter().zip(0..) {
            functions.function(0);
            exports.export(name, ExportKind::Func, index);
            let mut body = Function::new([]);
            body.instructions().i32_const(7).end();
            code.function(&body);
            map.append(index, name);
        }
        let mut names = NameSection::new();
        names.functions(&map);
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&exports).section(&code).section(&names);
        module.finish()
    }

    fn bodies(module: &[u8]) -> Vec<Vec<u8>> {
        let all = Parser::new(0).parse_all(module).map(Result::unwrap);
        all.filter_map(|it| match it {
            Payload::CodeSectionEntry(body) => Some(body.as_bytes().to_vec()),
            _ => None,
        })
        .collect()
    }

    #[test]
    fn what_is_never_called_becomes_a_trap_and_the_rest_stays() {
        let before = module(&["build", "_ZN6tachys4view13hydrate_async17hE", "rebuild"]);
        let after = snip(&before).unwrap();
        let [build, hydrate, rebuild] = bodies(&after).try_into().unwrap();
        assert_eq!(hydrate, TRAP);
        assert_eq!([build, rebuild], [bodies(&before).remove(0), bodies(&before).remove(2)]);
        wasmparser::Validator::new().validate_all(&after).unwrap();
    }

    #[test]
    fn a_module_without_them_is_not_taken_for_one_that_was_cut() {
        assert!(snip(&module(&["build", "rebuild"])).is_err());
    }
}
