//! Pictures in line, drawn in the colour of the text. They never speak for themselves: words stand
//! beside them, and screen readers pass them over.

use leptos::prelude::*;

// A picture is a line: its name, and what is drawn within 24 by 24.
macro_rules! pictures {
    ($($name:ident = $paths:literal;)*) => {
        /// What an [`Icon`] shows.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Picture {
            $($name,)*
        }

        impl Picture {
            /// All of them.
            #[cfg(feature = "ssr")]
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            const fn paths(self) -> &'static str {
                match self { $(Self::$name => $paths,)* }
            }
        }
    };
}

pictures! {
    Home = r#"<path d="M3 11 12 4l9 7v9a1 1 0 0 1-1 1h-5v-6H9v6H4a1 1 0 0 1-1-1z"/>"#;
    List = r#"<path d="M8 6h12M8 12h12M8 18h12M3.500 6h.01M3.500 12h.01M3.500 18h.01"/>"#;
    Bell = r#"<path d="M6 9a6 6 0 1 1 12 0c0 6 2 7 2 7H4s2-1 2-7M10 20a2 2 0 0 0 4 0"/>"#;
    Person = r#"<circle cx="12" cy="8" r="4"/><path d="M4 21c1-4 4-6 8-6s7 2 8 6"/>"#;
    People = r#"<circle cx="9" cy="8" r="3.500"/><path d="M2.500 20c.7-3.500 3-5.500 6.500-5.500s5.800 2 6.500 5.500M16 4.800a3.500 3.500 0 0 1 0 6.400M18 15c2 .7 3 2.500 3.500 5"/>"#;
    Heart = r#"<path d="M12 20s-8-4.700-8-10.500A4.500 4.500 0 0 1 12 7a4.500 4.500 0 0 1 8 2.500C20 15.300 12 20 12 20z"/>"#;
    Door = r#"<path d="M5 21V5a1 1 0 0 1 1-1h9v17M15 7h3a1 1 0 0 1 1 1v13M3 21h18M11.500 12.500h.01"/>"#;
    Hands = r#"<path d="M8 13 5.500 10.500a2 2 0 0 1 2.800-2.800L12 11.400l3.700-3.700a2 2 0 0 1 2.800 2.800L12 17z"/><path d="M3 21c2-2 4-2 6-1s4 1 6-.5 4-1.500 6 0"/>"#;
    Phone = r#"<path d="M5 4h4l2 5-2.500 1.500a11 11 0 0 0 5 5L15 13l5 2v4a1 1 0 0 1-1 1A15 15 0 0 1 4 5a1 1 0 0 1 1-1z"/>"#;
    Check = r#"<path d="m5 12.500 4.500 4.500L19 7.500"/>"#;
    Cross = r#"<path d="M6 6l12 12M18 6 6 18"/>"#;
    Cloud = r#"<path d="M7 18a4 4 0 0 1-.5-7.970A6 6 0 0 1 18 9.500a4.250 4.250 0 0 1-.5 8.500z"/><path d="m9.500 13.500 2 2 3.500-3.500"/>"#;
    Offline = r#"<path d="M3 3l18 18M8.500 8.800A9 9 0 0 0 4 11M20 11a12 12 0 0 0-6-3.800M7 14.500a7 7 0 0 1 4-2M17 14.500l-.6-.5M12 19h.01"/>"#;
    Next = r#"<path d="m9 5 7 7-7 7"/>"#;
    Back = r#"<path d="m15 5-7 7 7 7"/>"#;
    Size = r#"<path d="M3 18 8 6l5 12M4.800 14h6.400M15 18l3-7 3 7M16 16h4"/>"#;
    Pin = r#"<path d="M12 21s7-6 7-11a7 7 0 0 0-14 0c0 5 7 11 7 11z"/><circle cx="12" cy="10" r="2.500"/>"#;
    Clock = r#"<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3 2"/>"#;
    Alarm = r#"<path d="M12 3 2.500 20h19zM12 10v4M12 17h.01"/>"#;
    Plus = r#"<path d="M12 5v14M5 12h14"/>"#;
    Minus = r#"<path d="M5 12h14"/>"#;
    Calendar = r#"<rect x="4" y="5" width="16" height="16" rx="2"/><path d="M4 10h16M8 3v4M16 3v4"/>"#;
    Desk = r#"<path d="M3 10h18M5 10v10M19 10v10M12 10v6h7M8 10V6a1 1 0 0 1 1-1h6"/>"#;
    Key = r#"<circle cx="8" cy="15" r="4"/><path d="m11 12 8-8M16 7l3 3"/>"#;
    Walk = r#"<circle cx="13" cy="4.500" r="1.500"/><path d="m7 21 3-6 3 2v4M10 15l1-6 3 3 3 1M11 9l-3 1-1 3"/>"#;
    Pen = r#"<path d="M4 20l1-4L16 5l3 3L8 19zM14 7l3 3"/>"#;
    Street = r#"<path d="M4 21V9l6-4v16M10 21V11h10v10M13.500 14.500h.01M16.500 14.500h.01M13.500 17.500h.01M16.500 17.500h.01M2 21h20"/>"#;
    Info = r#"<circle cx="12" cy="12" r="9"/><path d="M12 11v5M12 8h.01"/>"#;
    Bowl = r#"<path d="M3 11h18a9 9 0 0 1-6 8.500V21H9v-1.500A9 9 0 0 1 3 11zM8.500 7c0-1.500 1.500-1.500 1.500-3M13.500 7c0-1.500 1.500-1.500 1.500-3"/>"#;
    Drop = r#"<path d="M12 3s6 6.500 6 11a6 6 0 0 1-12 0c0-4.500 6-11 6-11z"/>"#;
    Broom = r#"<path d="m15 3-3 8M8 11h8l2 10H6zM10 21l.5-4M14 21l-.5-4"/>"#;
    Clinic = r#"<path d="M4 21V6a1 1 0 0 1 1-1h14a1 1 0 0 1 1 1v15M2 21h20M12 8v6M9 11h6M10 21v-4h4v4"/>"#;
    Bed = r#"<path d="M3 19V6M3 16h18M21 19v-6a3 3 0 0 0-3-3h-7v6M7 12.500h.01"/>"#;
    Pulse = r#"<path d="M3 12h4l2-6 4 12 3-8 1.500 2H21"/>"#;
    Chat = r#"<path d="M4 5h16v11H10l-5 4v-4H4zM8 9.500h8M8 12.500h5"/>"#;
    Bag = r#"<path d="M5 8h14l1 13H4zM8.500 11V7a3.500 3.500 0 0 1 7 0v4"/>"#;
    Tool = r#"<path d="M14.500 6a4 4 0 0 1 5-1.500L17 7l1.500 2 2.500-1a4 4 0 0 1-5.500 4L8 20.500 4.500 17l8-7.500a4 4 0 0 1 2-3.500z"/>"#;
    Bolt = r#"<path d="M13 2 5 14h6l-1 8 9-13h-6z"/>"#;
    Paper = r#"<path d="M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z"/>"#;
    Voice = r#"<path d="M4 9.500v5h3.500L12 19V5L7.500 9.500zM15.500 9a4 4 0 0 1 0 6M18 6.500a8 8 0 0 1 0 11"/>"#;
    Search = r#"<circle cx="11" cy="11" r="6.500"/><path d="m16 16 5 5"/>"#;
}

/// A picture beside words.
#[component]
pub fn Icon(picture: Picture) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false" inner_html=picture.paths()></svg>
    }
    .into_any()
}
