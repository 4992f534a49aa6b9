//! M5: codes are guessed across many requests, from many addresses.

use std::net::Ipv4Addr;

use anyhow::Result;
use serde_json::json;

use crate::found::{Found, counted};
use crate::item::{Item, Run, Scene};
use crate::wire::Client;

pub const ITEM: Item = Item {
    name: "m5",
    tried: "wrong codes for one number, from ever other addresses, where an hour allows a thousand codes",
    // As if the hours of a day passed at once: what is limited by the hour does not stand in the way.
    run: Run::Wire(&["--codes-per-phone", "1000", "--codes-per-community", "10000"], |scene| {
        Box::pin(run(scene))
    }),
};

const VICTIM: &str = "13800000001";

/// Tries at one number's codes in a day.
const TRIES: usize = 30;

async fn run(scene: &Scene<'_>) -> Result<Found> {
    let (mut asked, mut tried, mut codes) = (Vec::new(), Vec::new(), Vec::new());
    for n in 0..scene.of(40_u8, 16) {
        let mut client = Client::new(scene.server.address, Ipv4Addr::new(127, 0, 6, n));
        let answer = client.post("/api/v1/session/code", &json!({ "phone": VICTIM })).await?;
        asked.push(answer.status);
        let Some(request_id) = answer.json().get("request_id").cloned() else { continue };
        for guess in 0..5_u32 {
            let code = format!("{:06}", u32::from(n) * 5 + guess);
            let body = json!({ "request_id": request_id, "code": code });
            let answer = client.post("/api/v1/session", &body).await?;
            tried.push(answer.status);
            codes.push(answer.json().get("code").and_then(|it| it.as_str()).unwrap_or_default().to_owned());
        }
    }
    let looked_at = codes.iter().filter(|it| *it == "wrong_code").count();
    Ok(Found::new(format!("asked {}; tried {}, {looked_at} looked at", counted(&asked), counted(&tried)))
        .must(!tried.contains(&200), "nobody got in")
        .must(looked_at <= TRIES, "30 tries a day"))
}
