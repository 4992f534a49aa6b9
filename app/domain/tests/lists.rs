//! Lists that are kept by hand are whole.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)]

mod house;

use std::collections::BTreeSet;

use house::*;
use linli_domain::booking::{Booking, State};
use linli_domain::care::Service;
use linli_domain::json::Code;
use linli_domain::lifecycle::{ENDED_BY_TIME, due};
use linli_domain::member::Role;

fn whole<T: Code + Ord>(list: &[T]) {
    let (listed, all): (BTreeSet<T>, BTreeSet<T>) = (list.iter().copied().collect(), T::all().collect());
    assert!(listed == all && list.len() == all.len());
}

#[test]
fn what_people_choose_from_is_there() {
    whole(&Service::ALL);
    whole(&Role::ALL);
}

#[test]
fn time_ends_the_states_that_its_list_has() {
    let mut house = House::with_carers(1);
    house.act(ELDER, &book_room(1, HALL, span(sh("2026-11-25 09:00"), 60))).unwrap();
    house.act(ELDER, &book_visit(2, Service::Meal, sh("2026-11-25 13:00"))).unwrap();
    let settings = house.home().settings.clone();
    let later = sh("2027-11-25 09:00");
    let ends = |state: State| {
        house.rows.bookings.values().any(|it| {
            let then = Booking { state, hold_until: Some(it.starts), ..it.clone() };
            due(&then, &settings, later).is_some()
        })
    };
    let found: Vec<State> = State::all().filter(|it| ends(*it)).collect();
    for state in State::all() {
        assert_eq!(ENDED_BY_TIME.contains(&state), found.contains(&state), "{state:?}");
    }
}
