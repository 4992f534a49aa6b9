//! Addresses and their pages.

use leptos::prelude::*;
use leptos::tachys::view::iterators::StaticVec;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::{NestedRoute, PossibleRouteMatch};

use super::known::known;
use crate::systems::SYSTEMS;

/// A page of people whom this phone knows, at its address.
pub fn page<S, V>(path: S, page: fn() -> V) -> AnyNestedRoute
where
    S: PossibleRouteMatch + Clone + Send + 'static,
    V: IntoView + 'static,
{
    NestedRoute::new(path, known(page)).into_any_nested_route()
}

/// Several as one; the first that fits an address has it.
pub fn all(routes: Vec<AnyNestedRoute>) -> AnyNestedRoute {
    StaticVec::from(routes).into_any_nested_route()
}

/// The pages of all systems that everybody has.
#[component(transparent)]
pub fn SystemRoutes() -> AnyNestedRoute {
    all(SYSTEMS.iter().filter_map(|it| it.routes).flat_map(|routes| routes()).collect())
}
