//! The description of the API.

use insta::assert_json_snapshot;
use linli_domain::mutation::Mutation;
use serde_json::{Value, json};

#[test]
fn it_is_openapi_3_1_with_every_mutation() {
    let text = linli_server::http::openapi::json();
    let api: Value = serde_json::from_str(text).unwrap();
    assert_eq!(api["openapi"], "3.1.0");
    for part in ["info", "paths", "components"] {
        assert!(api[part].is_object(), "{part}");
    }
    for name in Mutation::names() {
        assert!(text.contains(&format!("\"{name}\"")), "{name}");
    }
    for (path, methods) in api["paths"].as_object().unwrap() {
        assert!(path.starts_with('/'));
        for (method, operation) in methods.as_object().unwrap() {
            assert!(operation["responses"].is_object(), "{method} {path}");
        }
    }
    let mut paths: Vec<_> = api["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, it)| it.as_object().unwrap().keys().map(move |method| format!("{method} {path}")))
        .collect();
    let expected = [
        "delete /api/v1/session",
        "get /api/openapi.json",
        "get /api/sync/v1/events",
        "get /api/sync/v1/pull",
        "get /api/v1/session",
        "get /health/live",
        "get /health/ready",
        "post /api/sync/v1/now",
        "post /api/sync/v1/push",
        "post /api/v1/query/{name}",
        "post /api/v1/report",
        "post /api/v1/session",
        "post /api/v1/session/code",
    ];
    paths.sort_unstable();
    assert_eq!(paths, expected);
}

/// Each example beside the schema that it is one of: of a body or a parameter, and within a schema.
fn examples(part: &Value, found: &mut Vec<(Value, Value)>) {
    if let Some(fields) = part.as_object() {
        let schema = fields.get("schema").unwrap_or(part);
        let mut add = |it: &Value| found.push((schema.clone(), it.clone()));
        match fields.get("examples") {
            Some(Value::Array(values)) => values.iter().for_each(&mut add),
            Some(Value::Object(named)) => named.values().for_each(|it| add(&it["value"])),
            _ => {}
        }
        fields.get("example").into_iter().for_each(add);
        fields.values().for_each(|it| examples(it, found));
    }
    part.as_array().into_iter().flatten().for_each(|it| examples(it, found));
}

/// Programs are made from the schemas, people copy the examples: both must be the same API.
#[test]
fn every_example_is_as_its_schema_says() {
    let api: Value = serde_json::from_str(linli_server::http::openapi::json()).unwrap();
    let valid = |schema: &Value, it: &Value| {
        let whole = json!({ "allOf": [schema], "components": api["components"] });
        let validator = jsonschema::options().should_validate_formats(true).build(&whole).unwrap();
        validator.validate(it).map_err(|error| format!("{it}: {error}"))
    };
    let mut found = Vec::new();
    examples(&api, &mut found);
    assert!(found.len() > Mutation::names().count(), "{}", found.len());
    for (schema, it) in &found {
        assert_eq!(valid(schema, it), Ok(()));
    }
    let push = json!({ "$ref": "#/components/schemas/Push" });
    let named = found.iter().find(|(schema, _)| *schema == push).map(|(_, it)| it.clone());
    let mut misnamed = named.expect("an example of a push");
    misnamed["mutations"][0]["name"] = "RoomBook".into();
    assert!(valid(&push, &misnamed).is_err());
}

/// What programs rely on, whole: whoever changes it sees here what others will notice, and accepts
/// it with `cargo insta accept`, or by `INSTA_UPDATE=always` at a run of this test.
#[test]
fn it_stays_as_it_was() {
    let mut api: Value = serde_json::from_str(linli_server::http::openapi::json()).unwrap();
    assert_eq!(api["info"]["version"], env!("CARGO_PKG_VERSION"));
    api["info"]["version"] = "[version]".into();
    // In the order of their names: the order in the document may follow that of the sources.
    insta::with_settings!({ sort_maps => true }, { assert_json_snapshot!(api) });
}
