use linli_domain::care::Verdict;
use linli_domain::ids::{BookingId, ResourceId};
use linli_domain::mutation::{
    CareCheckOut, CareConfirm, CareMutation, MemberMutation, Mutation, RoomBook, RoomMutation,
};

use super::*;

fn fields(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

const ID: &str = "0199aaaa-0000-7000-8000-000000000001";

#[test]
fn minutes_make_the_end_and_the_new_id_goes_into_next() {
    let fields = fields(&[
        ("mutation", "room.book@1"),
        ("mid", ID),
        ("booking_id", ID),
        ("resource_id", ID),
        ("starts", "2026-11-24T15:00"),
        ("minutes", "90"),
        ("next", "/mine/{booking_id}"),
    ]);
    let filled = read(&fields, Instant::default(), &Zone::utc()).unwrap();
    assert_eq!(filled.next, format!("/mine/{ID}"));
    let Mutation::Rooms(RoomMutation::Book(book)) = filled.mutation else { panic!("a room") };
    assert_eq!(book.ends.minutes_since(book.starts), 90);
    assert_eq!(book.starts.to_string(), "2026-11-24T15:00:00Z");
}

#[test]
fn a_mutation_as_fields_is_read_as_itself() {
    let written = fields(&[
        ("mutation", "room.book@1"),
        ("booking_id", ID),
        ("resource_id", ID),
        ("starts", "2026-11-24T15:00:00Z"),
        ("ends", "2026-11-24T16:00:00Z"),
        ("people", "6"),
        ("note", "书法 & 国画"),
        ("also", "false"),
    ]);
    let mutation = Mutation::from_form(&written).unwrap();
    assert_eq!(Mutation::from_form(&fields_of(&mutation)).unwrap(), mutation);
    assert_eq!(fields_of(&mutation).len(), written.len());
}

/// As a browser sends a form: what is hidden in it, with what somebody types.
fn sent(of: &Mutation, new: &[&str], asks: &[&str], typed: &[(&str, &str)]) -> Filled {
    let hidden = hidden(of, new, asks);
    assert!(typed.iter().all(|(name, _)| hidden.iter().all(|(it, _)| it != name)), "{hidden:?}");
    let mut form = fields(&[("mutation", of.name()), ("mid", ID)]);
    form.extend(new.iter().map(|name| ((*name).to_owned(), ID.to_owned())));
    form.extend(hidden);
    form.extend(fields(typed));
    read(&form, Instant::from_millis(60_000), &Zone::utc()).unwrap()
}

#[test]
fn what_is_hidden_and_what_is_typed_are_the_mutation() {
    let id = BookingId(ID.parse().unwrap());
    let starts = Instant::from_millis(3_600_000);
    let mut book = RoomBook {
        booking_id: BookingId(Uuid::nil()),
        resource_id: ResourceId(ID.parse().unwrap()),
        starts,
        ends: starts.plus_minutes(90),
        people: None,
        note: String::new(),
        subject: None,
        also: false,
    };
    let (new, asks) = (fields!(RoomBook { booking_id }), fields!(RoomBook { people, note }));
    let of = Mutation::from(RoomMutation::Book(book.clone()));
    let names: Vec<_> = hidden(&of, new, asks).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["minutes", "resource_id", "starts"]);
    let filled = sent(&of, new, asks, &[("people", "六"), ("note", "")]);
    (book.booking_id, book.people) = (id, Some(6));
    assert_eq!(filled.mutation, Mutation::from(RoomMutation::Book(book)));

    // What stood in a dry run for what is asked is not sent, nor the time of the page.
    let verdict = Verdict::Disputed;
    let no = |reason: &str| {
        Mutation::from(CareMutation::Confirm(CareConfirm {
            booking_id: id,
            verdict,
            reason: reason.to_owned(),
        }))
    };
    let filled =
        sent(&no("."), &[], fields!(CareConfirm { reason }), &[(field!(CareConfirm.reason), "太短")]);
    assert_eq!(filled.mutation, no("太短"));
    let left = |at, report: &str| {
        let report = report.to_owned();
        Mutation::from(CareMutation::CheckOut(CareCheckOut { booking_id: id, at, metres: None, report }))
    };
    let asks = fields!(CareCheckOut { report });
    let filled = sent(&left(Instant::from_millis(0), ""), &[], asks, &[("report", "好")]);
    assert_eq!(filled.mutation, left(Instant::from_millis(60_000), "好"));
}

#[test]
fn next_stays_on_this_site() {
    for evil in ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", ""] {
        assert_eq!(next(&fields(&[("next", evil)])).unwrap(), "/", "{evil}");
    }
}

#[test]
fn c1_next_is_filled_in_once_and_with_ids_alone() {
    let filled = |list: &[(&str, &str)]| next(&fields(list));
    let good = [("next", "/mine/{booking_id}?a={x}{&b={help_id}"), ("booking_id", ID), ("help_id", ID)];
    assert_eq!(filled(&good).unwrap(), format!("/mine/{ID}?a={{x}}{{&b={ID}"));
    // A value holds no placeholder, and no address of another site.
    for evil in ["{help_id}{help_id}", "/evil.example", "", "x"] {
        let nested = [("next", "/{booking_id}"), ("booking_id", evil), ("help_id", ID)];
        assert_eq!(filled(&nested), Err(Problem::Unreadable), "{evil}");
    }
    assert_eq!(filled(&[("next", "/{booking_id}")]), Err(Problem::Unreadable), "an id that was not sent");
    assert_eq!(filled(&[("next", "/{a_id}"), ("a_id", ID)]), Err(Problem::Unreadable), "no form makes it");
    let long = format!("/{}", "a".repeat(MOST_NEXT));
    assert_eq!(filled(&[("next", &long)]), Err(Problem::Unreadable));
    assert_eq!(filled(&[("next", &long[1..])]).unwrap(), "/", "no path");
    let full = format!("/{}", "{help_id}".repeat((MOST_NEXT - 1) / 9));
    assert!(filled(&[("next", &full), ("help_id", ID)]).unwrap().len() <= 4 * MOST_NEXT + 1);
}

#[test]
fn c1_a_bomb_is_refused_before_anything_is_read() {
    let names: Vec<String> = ('a'..='j').map(|it| format!("{it}_id")).collect();
    let mut bomb = fields(&[("mutation", "message.read@1"), ("mid", ID), ("message_id", ID)]);
    bomb.push(("next".to_owned(), "/{booking_id}".to_owned()));
    bomb.push(("booking_id".to_owned(), "{a_id}".repeat(10)));
    let nested = names.iter().zip(names.iter().skip(1));
    bomb.extend(nested.map(|(name, inner)| (name.clone(), format!("{{{inner}}}").repeat(10))));
    assert_eq!(read(&bomb, Instant::default(), &Zone::utc()), Err(Problem::Unreadable));
}

#[test]
fn numbers_are_read_as_people_write_them() {
    let cases = [
        ("12", 12),
        (" 12 人", 12),
        ("６", 6),
        ("１２位", 12),
        ("十", 10),
        ("十二", 12),
        ("两个人", 2),
        ("二十", 20),
        ("九十九个", 99),
        ("3 people", 3),
        ("0", 0),
    ];
    for (written, wanted) in cases {
        assert_eq!(count(written), Some(wanted), "{written}");
    }
    for nothing in ["", "人", "很多", "-3", "2.5", "999999", "十十", "一二", "1二", "百"] {
        assert_eq!(count(nothing), None, "{nothing}");
    }
    let form = fields(&[("mutation", "room.book@1"), ("mid", ID), ("people", "一群")]);
    let problem = Problem::Wrong { fields: vec!["people".to_owned()] };
    assert_eq!(read(&form, Instant::default(), &Zone::utc()), Err(problem));
}

fn register(of: &[(&'static str, &'static str)]) -> Vec<(String, String)> {
    let mut form = vec![
        ("mutation", "member.register@1"),
        ("mid", ID),
        ("member_id", ID),
        ("household_id", ID),
        ("community_id", ID),
    ];
    form.extend(of);
    fields(&form)
}

#[test]
fn b21_a_year_is_read_as_keyboards_write_it() {
    let years =
        ["1948", " １９４８ ", "1948年", "１９４８　年", "1948年生", "一九四八", "一九四八年出生", "1 9 4 8"];
    for written in years {
        let form = register(&[("name", "王"), ("gender", "female"), ("birth_year", written)]);
        let Mutation::Members(MemberMutation::Register(args)) =
            read(&form, Instant::default(), &Zone::utc()).unwrap().mutation
        else {
            panic!("a resident")
        };
        assert_eq!(args.birth_year, 1948, "{written}");
    }
    assert_eq!(year("二〇〇一年").as_deref(), Some("2001"));
    // Marks that one does not see, as a pasted number has them.
    assert_eq!(year("\u{202d}1948\u{202c}年\u{200b}").as_deref(), Some("1948"));
    assert_eq!(count("\u{200e}１２\u{feff} 人"), Some(12));
    for nothing in ["十九", "1948-03", "194８8", "年", "-948"] {
        assert_eq!(year(nothing), None, "{nothing}");
    }
}

#[test]
fn b21_all_wrong_fields_are_named_at_once() {
    let named =
        |of: &[(&'static str, &'static str)]| match read(&register(of), Instant::default(), &Zone::utc()) {
            Err(Problem::Wrong { fields }) => fields.join(" "),
            other => panic!("{other:?}"),
        };
    let all = [("name", "王"), ("gender", "male"), ("phone", "1380000000"), ("birth_year", "去年")];
    assert_eq!(named(&all), "phone birth_year");
    assert_eq!(named(&[("phone", "１３８００００００００")]), "name gender birth_year");
    assert_eq!(named(&[("name", "王"), ("gender", "x"), ("birth_year", "1948")]), "gender");
    let good = register(&[
        ("name", "王"),
        ("gender", "male"),
        ("phone", "１３８　０００１－２３４５"),
        ("birth_year", "1948"),
    ]);
    assert!(read(&good, Instant::default(), &Zone::utc()).is_ok());
}

#[test]
fn b21_a_moment_is_read_as_people_write_it() {
    let ways = [
        "2026-11-24T15:00",
        "2026-11-24 15:00",
        "２０２６－１１－２４　１５：００",
        "2026年11月24日 下午3点",
        "2026年11月24日15时00分",
        "2026/11/24 3:00 pm",
    ];
    for written in ways {
        let read = in_zone("wanted", written, &Zone::utc());
        assert_eq!(read, "2026-11-24T15:00:00Z", "{written}");
    }
    for (written, read) in [
        ("2026年11月24日 晚上12点", "2026-11-25T00:00:00Z"),
        ("2026年11月24日 晚上8点", "2026-11-24T20:00:00Z"),
        ("2026年11月24日 凌晨12点半", "2026-11-24T00:00:00Z"),
        ("2026年11月24日 上午9点", "2026-11-24T09:00:00Z"),
        ("2026年11月24日 下午15点", "2026-11-24T15:00:00Z"),
        ("2026-11-24 12:30 am", "2026-11-24T00:30:00Z"),
        ("2026-11-24 12:30 PM", "2026-11-24T12:30:00Z"),
    ] {
        assert_eq!(in_zone("wanted", written, &Zone::utc()), read, "{written}");
    }
    for nothing in ["明天下午", "11月24日", "2026-13-24 15:00", "24 15:00", "2026-11-24 25:00"] {
        assert_eq!(in_zone("wanted", nothing, &Zone::utc()), nothing);
    }
}

#[test]
fn a_form_without_its_choices_says_so() {
    let fields = fields(&[("mutation", "room.book@1"), ("mid", ID), ("booking_id", ID)]);
    assert_eq!(read(&fields, Instant::default(), &Zone::utc()), Err(Problem::Unreadable));
}
