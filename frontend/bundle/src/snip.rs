//! Takes out of a module what is never called and stays only because a table points to it. The views of
//! leptos keep, for each kind of view, how it is hydrated piece by piece and how from a template; linli
//! hydrates in one go, from what the server sent. The compiler cannot know that, and it is a tenth of
//! the module. Such a function becomes a trap, and the optimizer drops what only it needed.
//!
//! They are known by their names. Where functions that are alike were merged before, one that is needed
//! may go by such a name; so nothing else may call what is cut, and releases do not merge until after
//! (`frontend/small.toml`).

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};
use wasm_encoder::{CodeSection, Module, RawSection};
use wasmparser::{FunctionBody, KnownCustom, Name, Operator, Parser, Payload, TypeRef};

/// Parts of names in tachys and reactive_graph, which make the views, as they stand in names that the
/// compiler mangled. The last is what only the first calls.
const NEVER_CALLED: [&str; 3] =
    ["13hydrate_async", "22hydrate_from_template", "27new_with_async_value_erased"];

/// Part of the names of functions that only pass a call through a table on to a closure. Those of closures
/// that are made in what is cut may call them.
const PASSES_ON: &str = "vtable.shim";

/// A function without locals that traps.
const TRAP: [u8; 3] = [0x00, 0x00, 0x0b];

/// The module without them.
///
/// # Errors
/// When the module has no such function: then it has no names, or the crates have changed them. When
/// something else calls one.
pub fn snip(module: &[u8]) -> Result<Vec<u8>> {
    let names = names(module)?;
    let is_cut =
        |number: &u32| names.get(number).is_some_and(|name| NEVER_CALLED.iter().any(|it| name.contains(it)));
    if !names.keys().any(is_cut) {
        bail!("no function of the module is named {}", NEVER_CALLED.join(" or "));
    }
    let mut snipped = Module::new();
    let (mut code, mut at) = (CodeSection::new(), imported_functions(module)?);
    let mut callers = BTreeSet::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        match &payload {
            Payload::CodeSectionStart { .. } => {}
            Payload::CodeSectionEntry(body) => {
                if is_cut(&at) {
                    code.raw(&TRAP);
                } else {
                    code.raw(body.as_bytes());
                    let name = names.get(&at).copied().unwrap_or("a function without a name");
                    if !name.contains(PASSES_ON) && calls(body)?.iter().any(is_cut) {
                        callers.insert(name);
                    }
                }
                at += 1;
            }
            _ => {
                if let Some((id, range)) = payload.as_section() {
                    flush(&mut code, &mut snipped);
                    snipped.section(&RawSection { id, data: module.get(range).unwrap_or_default() });
                }
            }
        }
    }
    flush(&mut code, &mut snipped);
    if !callers.is_empty() {
        bail!("what should never be called is called by {callers:#?}");
    }
    Ok(snipped.finish())
}

fn flush(code: &mut CodeSection, module: &mut Module) {
    if !code.is_empty() {
        module.section(&std::mem::take(code));
    }
}

/// Which functions it calls by their numbers.
fn calls(body: &FunctionBody<'_>) -> Result<Vec<u32>> {
    let mut called = Vec::new();
    for operator in body.get_operators_reader()? {
        if let Operator::Call { function_index } | Operator::ReturnCall { function_index } = operator? {
            called.push(function_index);
        }
    }
    Ok(called)
}

pub fn imported_functions(module: &[u8]) -> Result<u32> {
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

/// Functions by their numbers.
pub fn names(module: &[u8]) -> Result<BTreeMap<u32, &str>> {
    let mut found = BTreeMap::new();
    for payload in Parser::new(0).parse_all(module) {
        let Payload::CustomSection(section) = payload? else { continue };
        let KnownCustom::Name(names) = section.as_known() else { continue };
        for part in names {
            let Name::Function(functions) = part? else { continue };
            for function in functions {
                let function = function?;
                found.insert(function.index, function.name);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use wasm_encoder::{
        EntityType, ExportKind, ExportSection, Function, FunctionSection, ImportSection, NameMap,
        NameSection, TypeSection, ValType,
    };

    use super::*;

    const CUT: &str = "_ZN6tachys4view13hydrate_async17hE";

    /// A module with two imported functions, and functions of these names that each give their own number
    /// after a call of another one by its place in the list, where one is said.
    fn module(named: &[(&str, Option<u32>)]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], [ValType::I32]);
        let mut imports = ImportSection::new();
        imports.import("js", "one", EntityType::Function(0)).import("js", "two", EntityType::Function(0));
        let (mut functions, mut exports, mut code, mut map) =
            (FunctionSection::new(), ExportSection::new(), CodeSection::new(), NameMap::new());
        map.append(0, "one");
        map.append(1, "two");
        for ((name, call), index) in named.iter().zip(2..) {
            functions.function(0);
            exports.export(name, ExportKind::Func, index);
            let mut body = Function::new([]);
            if let Some(call) = call {
                body.instructions().call(call + 2).drop();
            }
            body.instructions().i32_const(i32::try_from(index).unwrap()).end();
            code.function(&body);
            map.append(index, name);
        }
        let mut names = NameSection::new();
        names.functions(&map);
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&exports).section(&code);
        module.section(&names);
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
        let before = module(&[("build", None), (CUT, Some(0)), ("rebuild", Some(0))]);
        let after = snip(&before).unwrap();
        let [build, hydrate, rebuild] = bodies(&after).try_into().unwrap();
        assert_eq!(hydrate, TRAP);
        assert_eq!([build, rebuild], [bodies(&before).remove(0), bodies(&before).remove(2)]);
        wasmparser::Validator::new().validate_all(&after).unwrap();
        assert_eq!(names(&after).unwrap(), names(&before).unwrap());
    }

    #[test]
    fn what_something_else_calls_is_not_cut() {
        let error = snip(&module(&[("build", Some(1)), (CUT, None)])).unwrap_err();
        assert!(error.to_string().contains("build"), "{error}");
        assert!(snip(&module(&[("call_once{{vtable.shim}}", Some(1)), (CUT, None)])).is_ok());
    }

    #[test]
    fn a_module_without_them_is_not_taken_for_one_that_was_cut() {
        assert!(snip(&module(&[("build", None), ("rebuild", None)])).is_err());
    }
}
