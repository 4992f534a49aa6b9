//! The description of the API (OpenAPI 3.1), made from the handlers and the domain's types.

use std::sync::LazyLock;

use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use linli_domain::mutation::{Mutation, Push};
use linli_domain::refusal::Refusal;
use serde_json::{Value, json};
use utoipa::OpenApi;
use utoipa::openapi::RefOr;
use utoipa::openapi::example::{Example, ExampleBuilder};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};

use super::{events, health, problem, query, report, session, sync};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "linli",
        description = "The API of linli (邻里). Unsafe requests need `Sec-Fetch-Site: same-origin` or \
            an `Origin` of this server; programs send `Origin`. Failures are problem details (RFC 9457) \
            in the language of `Accept-Language`.",
    ),
    paths(
        session::ask_code, session::sign_in, session::show, session::sign_out,
        sync::push, sync::now, sync::pull, events::events, query::query, report::report, health::live,
        health::ready, document,
    ),
    components(schemas(Mutation, Refusal, Push, problem::Details)),
    tags(
        (name = "session", description = "Signing in and out"),
        (name = "sync", description = "Every write, and all that a phone keeps"),
        (name = "query", description = "What phones do not keep"),
        (name = "health", description = "For whoever runs the server"),
    ),
)]
struct Api;

/// The whole description.
#[must_use]
pub fn describe() -> utoipa::openapi::OpenApi {
    let mut api = Api::openapi();
    let cookie = ApiKeyValue::with_description(
        "__Host-linli",
        "Set by signing in; on plain http its name is linli-local.",
    );
    if let Some(components) = &mut api.components {
        let scheme = SecurityScheme::ApiKey(ApiKey::Cookie(cookie));
        components.security_schemes.insert("session".to_owned(), scheme.into());
    }
    let push = api.paths.paths.get_mut("/api/sync/v1/push").and_then(|it| it.post.as_mut());
    if let Some(RefOr::T(body)) = push.and_then(|it| it.request_body.as_mut()) {
        for content in body.content.values_mut() {
            if let RefOr::T(content) = content {
                let named = |(name, args): (&str, Value)| (name.to_owned(), whole_push(name, &args));
                content.examples = examples().into_iter().map(named).collect();
            }
        }
    }
    describe_what_stands_around(&mut api);
    api
}

/// What stands around all handlers, and reads for them, answers too: described here for every operation
/// of the API that does not say it in its own words.
fn describe_what_stands_around(api: &mut utoipa::openapi::OpenApi) {
    let push = api.paths.paths.get("/api/sync/v1/push").and_then(|it| it.post.as_ref());
    let signed_out = push.and_then(|it| it.responses.responses.get("401"));
    let Some(RefOr::T(problem)) = signed_out.cloned() else { return };
    for (path, item) in &mut api.paths.paths {
        let operations = [(&mut item.get, false), (&mut item.post, true), (&mut item.delete, true)];
        for (operation, writes) in operations {
            let Some(operation) = operation.as_mut().filter(|_| path.starts_with("/api/")) else { continue };
            let (body, parameters) = (operation.request_body.is_some(), operation.parameters.is_some());
            let answers = [
                (
                    "400",
                    body || parameters,
                    "What was sent cannot be read: no JSON, no UTF-8, too deep, or a parameter of another kind",
                ),
                ("403", writes, "The request comes from another site, or does not say from where"),
                ("413", body, "The body is too large"),
                ("415", body, "The body is no JSON by its `Content-Type`"),
                ("422", body, "A field is missing or holds something else"),
                ("429", true, "Too many requests; `Retry-After` says when to go on"),
                (
                    "503",
                    true,
                    "Too much to do, or the database does not answer; `Retry-After` says when to try again",
                ),
            ];
            for (status, can_be, description) in answers {
                let responses = &mut operation.responses.responses;
                if can_be && !responses.contains_key(status) {
                    let mut response = problem.clone();
                    description.clone_into(&mut response.description);
                    responses.insert(status.to_owned(), RefOr::T(response));
                }
            }
        }
    }
}

/// The description as JSON.
#[must_use]
pub fn json() -> &'static str {
    static JSON: LazyLock<String> = LazyLock::new(|| describe().to_pretty_json().unwrap_or_default());
    &JSON
}

/// This description.
#[utoipa::path(get, path = "/api/openapi.json", tag = "health", responses(
    (status = 200, description = "OpenAPI 3.1"),
))]
pub async fn document() -> Response {
    ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], json()).into_response()
}

const ID: &str = "0199a1c2-7b3e-7d40-8a51-3c2f9e8d7b60";

fn whole_push(name: &str, args: &Value) -> RefOr<Example> {
    let envelope = json!({
        "mid": "0199a1c2-7b3e-7d40-8a51-000000000001", "n": 1, "client_time": "2026-11-24T06:58:00Z",
        "build": "0.1.0", "name": name, "args": args,
    });
    let push = json!({ "device_id": "0199a1c2-7b3e-7d40-8a51-0000000000d1", "mutations": [envelope] });
    ExampleBuilder::new().summary(name).value(Some(push)).build().into()
}

/// Arguments for each mutation, as one might send them.
fn examples() -> Vec<(&'static str, Value)> {
    let booking = || json!({ "booking_id": ID });
    let help = || json!({ "help_id": ID });
    let noted = |note: &str| json!({ "help_id": ID, "note": note });
    let (starts, ends) = ("2026-11-24T07:00:00Z", "2026-11-24T08:30:00Z");
    vec![
        ("booking.cancel@1", json!({ "booking_id": ID, "reason": "家里有事" })),
        (
            "room.book@1",
            json!({ "booking_id": ID, "resource_id": ID, "starts": starts, "ends": ends, "people": 12, "note": "合唱排练" }),
        ),
        ("room.decide@1", json!({ "booking_id": ID, "approve": false, "reason": "当天消防检查" })),
        ("room.check_in@1", booking()),
        (
            "care.book@1",
            json!({ "booking_id": ID, "service": "bath", "starts": starts, "note": "请带防滑垫" }),
        ),
        ("care.accept@1", booking()),
        ("care.decline@1", json!({ "booking_id": ID, "reason": "那天请了假" })),
        ("care.assign@1", json!({ "booking_id": ID, "carer": ID, "reason": "李护理员病了" })),
        ("care.set_out@1", booking()),
        ("care.check_in@1", json!({ "booking_id": ID, "at": starts, "metres": 35 })),
        (
            "care.check_out@1",
            json!({ "booking_id": ID, "at": ends, "metres": 40, "report": "助浴，换了床单" }),
        ),
        ("care.nobody_home@1", booking()),
        ("care.confirm@1", json!({ "booking_id": ID, "verdict": "done" })),
        ("care.settle@1", json!({ "booking_id": ID, "reason": "打过电话，老人平安" })),
        (
            "hours.except@1",
            json!({ "exception_id": ID, "resource_id": ID, "day": "2026-12-31", "from": 540, "until": 720, "note": "元旦前半天" }),
        ),
        (
            "help.ask@1",
            json!({ "help_id": ID, "what": "灯泡坏了", "answerer": "neighbour", "urgency": "usual" }),
        ),
        ("help.triage@1", json!({ "help_id": ID, "answerer": "relief", "owner": "街道民政科" })),
        ("help.take@1", help()),
        ("help.note@1", noted("电工下午三点到")),
        ("help.resolve@1", noted("灯泡换好了")),
        ("help.call_back@1", json!({ "help_id": ID, "word": "solved" })),
        ("help.close@1", help()),
        ("help.reopen@1", noted("又不亮了")),
        ("help.escalate@1", noted("线路老化，需要街道协调")),
        ("help.give_back@1", noted("今天去不了了")),
        ("help.withdraw@1", help()),
        (
            "member.register@1",
            json!({ "member_id": ID, "household_id": ID, "community_id": ID, "name": "王秀英", "phone": "138 0000 0001", "gender": "female", "birth_year": 1946, "address": "康乐新村 3 幢 201" }),
        ),
        (
            "member.renumber@1",
            json!({ "member_id": ID, "phone": "139 0000 0002", "reason": "本人带身份证来办，换了手机号" }),
        ),
        ("message.read@1", json!({ "message_id": ID })),
        (
            "notice.draft@1",
            json!({ "notice_id": ID, "community_id": ID, "kind": "important", "what": "周四停水", "note": "周四上午 8 点到 12 点检修水管，请提前储水。", "audience": "building", "building": "3 幢", "days": 3 }),
        ),
        (
            "notice.edit@1",
            json!({ "notice_id": ID, "community_id": ID, "kind": "news", "what": "重阳节义诊", "note": "上午 9 点，活动室。", "audience": "from", "age": 60, "days": 7 }),
        ),
        ("notice.publish@1", json!({ "notice_id": ID })),
        ("notice.withdraw@1", json!({ "notice_id": ID, "reason": "检修改期了" })),
        (
            "notice.correct@1",
            json!({ "notice_id": ID, "corrects": ID, "what": "更正：加装电梯公示", "note": "施工从 5 月 12 日开始，不是 5 月 2 日。" }),
        ),
        ("notice.seen@1", json!({ "notice_id": ID })),
    ]
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn every_mutation_has_an_example_that_reads() {
        let examples = examples();
        let names: Vec<_> = examples.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, Mutation::names().collect::<Vec<_>>());
        for (name, args) in examples {
            let mutation: Mutation = serde_json::from_value(json!({ "name": name, "args": args })).unwrap();
            assert_eq!(mutation.name(), name);
        }
    }

    #[test]
    fn the_description_is_openapi_3_1_and_has_its_schemas() {
        let api: Value = serde_json::from_str(json()).unwrap();
        assert_eq!(api["openapi"], "3.1.0");
        let push = &api["paths"]["/api/sync/v1/push"]["post"]["requestBody"]["content"]["application/json"];
        assert_eq!(push["examples"].as_object().unwrap().len(), Mutation::names().count());
        let text = json();
        for (reference, _) in text.match_indices("#/components/schemas/") {
            let name = text[reference + 21..].split('"').next().unwrap();
            assert!(api["components"]["schemas"].get(name).is_some(), "{name}");
        }
    }
}
