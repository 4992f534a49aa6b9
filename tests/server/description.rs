//! The description of the API.

use insta::assert_json_snapshot;
use linli_domain::mutation::Mutation;
use serde_json::Value;

#[test]
fn it_is_openapi_3_1_with_every_mutation() {
    let text = linli_server::http::openapi::json();
    let api: Value = serde_json::from_str(text).unwrap();
    assert_eq!(api["openapi"], "3.1.0");
    for part in ["info", "paths", "components"] {
        assert!(api[part].is_object(), "{part}");
    }
    for name in Mutation::NAMES {
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
        "post /api/sync/v1/push",
        "post /api/v1/query/{name}",
        "post /api/v1/report",
        "post /api/v1/session",
        "post /api/v1/session/code",
    ];
    paths.sort_unstable();
    assert_eq!(paths, expected);
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
