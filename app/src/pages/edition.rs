//! The two editions of the browser half: residents load one without the pages of caregivers, the desk
//! and the street, which they never open; who works loads both. The server renders every page.

use leptos::prelude::*;
use leptos_router::any_nested_route::AnyNestedRoute;
use linli_domain::member::Role;
use linli_domain::policy::Actor;

/// Where the pages lie that only the staff's edition has.
const STAFF: [&str; 3] = ["/work", "/desk", "/street"];

/// Whether this page of this reader needs the staff's edition.
#[must_use]
pub fn needs_staff(path: &str, actor: Option<&Actor>) -> bool {
    let under = |it: &str| path.strip_prefix(it).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let works = actor.is_some_and(|it| it.roles.iter().any(|it| it.role != Role::Resident));
    works || STAFF.iter().any(|it| under(it))
}

/// The pages of caregivers, the desk and the street.
#[cfg(feature = "staff")]
#[component(transparent)]
pub fn StaffRoutes() -> AnyNestedRoute {
    use leptos_router::path;

    use super::desk::queue;
    use super::later::{Later, later};
    use super::routes::{all, page};
    use crate::systems::SYSTEMS;

    let own = vec![page(path!("/desk"), queue::Queue), later(path!("/desk/book"), Later::BookFor)];
    let of_systems = SYSTEMS.iter().filter_map(|it| it.staff_routes).flat_map(|routes| routes());
    all(own.into_iter().chain(of_systems).collect())
}

/// In the residents' edition a page stands in for all of them: whose work began while this page was open
/// loads the other edition by going there.
#[cfg(not(feature = "staff"))]
#[component(transparent)]
pub fn StaffRoutes() -> AnyNestedRoute {
    use leptos_router::any_nested_route::IntoAnyNestedRoute;
    use leptos_router::components::Route;
    use leptos_router::path;

    view! {
        <Route path=path!("/work/*rest") view=Elsewhere/>
        <Route path=path!("/desk/*rest") view=Elsewhere/>
        <Route path=path!("/street/*rest") view=Elsewhere/>
    }
    .into_inner()
    .into_any_nested_route()
}

#[cfg(not(feature = "staff"))]
#[component]
fn Elsewhere() -> impl IntoView {
    use crate::components::{EmptyState, Icon, Page, Picture};

    let lang = crate::store::use_store().lang();
    let location = leptos_router::hooks::use_location();
    let href = location.pathname.get_untracked() + &location.query.get_untracked().to_query_string();
    view! {
        <Page title=lang.staff_edition_title()>
            <EmptyState icon=Picture::Desk title=lang.staff_edition_about()>
                <a class="button" href=href rel="external">
                    <Icon picture=Picture::Next/>
                    <span>{lang.staff_edition_open()}</span>
                </a>
            </EmptyState>
        </Page>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_of_staff_need_their_edition_whoever_reads() {
        for path in ["/work", "/work/week", "/desk/care/1", "/street"] {
            assert!(needs_staff(path, None), "{path}");
        }
        for path in ["/", "/rooms", "/desktop", "/mine/work"] {
            assert!(!needs_staff(path, None), "{path}");
        }
    }
}
