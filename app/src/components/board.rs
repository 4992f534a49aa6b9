//! A day as lanes against the hours, for the desk's wide screen. A list with the same content must
//! stand beside it: this is a table for the eye.

use leptos::prelude::*;

use super::Tone;

/// One row of a board.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lane {
    pub name: String,
    pub bars: Vec<Bar>,
}

/// A stretch of a lane, in half hours of the wall clock after midnight.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bar {
    /// 0 to 47.
    pub from: u8,
    /// 1 to 48, after `from`.
    pub until: u8,
    pub words: String,
    pub tone: Tone,
    /// Empty: goes nowhere.
    pub href: String,
}

const FIRST: u8 = 16;
const LAST: u8 = 42;

/// Lanes from 8:00 to 21:00.
#[component]
pub fn Board(
    /// Such as the date.
    #[prop(into)]
    corner: String,
    lanes: Vec<Lane>,
) -> impl IntoView {
    let hours: Vec<_> = (FIRST / 2..LAST / 2)
        .map(|hour| {
            let class = format!("board-hour from-{} span-2", hour * 2 - FIRST);
            view! { <span class=class>{hour}</span> }
        })
        .collect();
    let lanes: Vec<_> = lanes
        .into_iter()
        .map(|lane| {
            let bars: Vec<_> = lane.bars.into_iter().filter_map(bar).collect();
            view! {
                <li class="board-lane">
                    <span class="board-name">{lane.name}</span>
                    <ul class="board-bars">{bars}</ul>
                </li>
            }
        })
        .collect();
    let label = corner.clone();
    view! {
        <div class="board" role="region" aria-label=label tabindex="0">
            <div class="board-head" aria-hidden="true">
                <span class="board-name">{corner}</span>
                <div class="board-bars">{hours}</div>
            </div>
            <ul class="board-lanes">{lanes}</ul>
        </div>
    }
    .into_any()
}

fn bar(bar: Bar) -> Option<impl IntoView> {
    let (from, until) = (bar.from.max(FIRST), bar.until.min(LAST));
    if from >= until {
        return None;
    }
    let class = format!("bar {} from-{} span-{}", bar.tone.block(), from - FIRST, until - from);
    let words = bar.words;
    let inside = if bar.href.is_empty() {
        view! { <span>{words}</span> }.into_any()
    } else {
        view! { <a href=bar.href>{words}</a> }.into_any()
    };
    Some(view! { <li class=class>{inside}</li> })
}
