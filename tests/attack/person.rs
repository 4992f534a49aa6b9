//! Somebody who is signed in, with a device.

use std::net::Ipv4Addr;

use anyhow::{Result, ensure};
use linli_domain::rows::Rows;
use linli_domain::sync::Pull;
use linli_tests::clients::patch;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::gateway::Gateway;
use crate::server::Server;
use crate::wire::{Answer, Client};

pub const PUSH: &str = "/api/sync/v1/push";

pub struct Person {
    pub client: Client,
    pub id: Uuid,
    pub device: Uuid,
    n: u64,
}

/// A push and what became of it.
pub struct Pushed {
    pub answer: Answer,
    pub outcomes: Vec<Value>,
}

impl Pushed {
    pub fn applied(&self) -> usize {
        self.outcomes.iter().filter(|it| is_applied(it)).count()
    }

    /// The codes of refusals.
    pub fn refused(&self) -> Vec<String> {
        let code = |it: &Value| it.pointer("/refusal/code").and_then(Value::as_str).map(str::to_owned);
        self.outcomes.iter().filter_map(code).collect()
    }
}

pub fn is_applied(outcome: &Value) -> bool {
    outcome.get("result").and_then(Value::as_str) == Some("applied")
}

impl Person {
    /// Signs in by a code, which the gateway gets or, in a demo without one, the page shows.
    pub async fn sign_in(server: &Server, gateway: &Gateway, phone: &str, from: Ipv4Addr) -> Result<Self> {
        let mut client = Client::new(server.address, from);
        let asked = client.post("/api/v1/session/code", &json!({ "phone": phone })).await?;
        ensure!(asked.status == 202, "a code for {phone}: {} {}", asked.status, asked.text());
        let asked = asked.json();
        let text = |name: &str| asked.get(name).and_then(Value::as_str).map(str::to_owned);
        let code = match text("demo_code") {
            Some(code) => code,
            None => gateway.code(phone).await?,
        };
        let body = json!({ "request_id": text("request_id"), "code": code });
        let entered = client.post("/api/v1/session", &body).await?;
        ensure!(entered.status == 200, "signing in {phone}: {} {}", entered.status, entered.text());
        let set = entered.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        client.cookie = set;
        let id = entered.json().get("member_id").and_then(Value::as_str).unwrap_or_default().parse()?;
        Ok(Self { client, id, device: Uuid::now_v7(), n: 0 })
    }

    /// Pushes mutations with new ids.
    pub async fn push(&mut self, mutations: &[(&str, Value)]) -> Result<Pushed> {
        let with_ids: Vec<_> =
            mutations.iter().map(|(name, args)| (Uuid::now_v7(), *name, args.clone())).collect();
        self.push_as(&with_ids).await
    }

    /// Pushes mutations with ids of the caller's choice.
    pub async fn push_as(&mut self, mutations: &[(Uuid, &str, Value)]) -> Result<Pushed> {
        let mut list = Vec::new();
        for (ahead, (mid, name, args)) in (1_u64..).zip(mutations) {
            list.push(json!({
                "mid": mid, "n": self.n + ahead, "client_time": "2026-11-24T04:00:00Z",
                "name": name, "args": args,
            }));
        }
        let body = json!({ "device_id": self.device, "mutations": list });
        let answer = self.client.post(PUSH, &body).await?;
        let outcomes = answer.json().get("outcomes").and_then(Value::as_array).cloned().unwrap_or_default();
        self.n += u64::try_from(outcomes.len())?;
        Ok(Pushed { answer, outcomes })
    }

    /// All that this person's phone would know.
    pub async fn pull(&mut self) -> Result<Rows> {
        let answer = self.client.get("/api/sync/v1/pull").await?;
        ensure!(answer.status == 200, "a pull: {} {}", answer.status, answer.text());
        let pull: Pull = serde_json::from_slice(&answer.body)?;
        let mut rows = Rows::default();
        patch(&mut rows, pull.patch);
        Ok(rows)
    }
}

/// A mutation that changes nothing and is decided and answered like any other.
pub fn harmless() -> (&'static str, Value) {
    ("message.read@1", json!({ "message_id": Uuid::now_v7() }))
}

/// A request for help.
pub fn ask(answerer: &str) -> (&'static str, Value) {
    let args = json!({
        "help_id": Uuid::now_v7(), "what": "The lamp on the stairs is dark", "answerer": answerer,
        "urgency": "usual",
    });
    ("help.ask@1", args)
}

impl Person {
    /// The same person with another device.
    pub fn on(person: &Self, device: Uuid) -> Self {
        let mut client = person.client.again();
        client.cookie.clone_from(&person.client.cookie);
        Self { client, id: person.id, device, n: 0 }
    }
}

impl Person {
    /// Somebody who has signed in before, with a new device.
    pub fn with(client: Client, id: Uuid) -> Self {
        Self { client, id, device: Uuid::now_v7(), n: 0 }
    }
}
