//! The short forms of all attacks (`tests/attack`): right answers and memory, no times. `make attack`
//! has the long ones.

use std::process::Command;

/// Runs one attack on these databases; it fails when the attack succeeds.
fn hold(item: &str, databases: &[&str]) {
    for database in databases {
        let mut attack = Command::new(env!("CARGO_BIN_EXE_attack"));
        let output = attack.args(["--short", "--only", item, "--database", database]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}\n{error}");
    }
}

macro_rules! attacks {
    ($($test:ident = $item:literal on $databases:expr;)*) => {
        $(
            #[test]
            fn $test() {
                hold($item, &$databases);
            }
        )*

        /// None is forgotten here.
        #[test]
        fn every_attack_has_a_short_form() {
            let output = Command::new(env!("CARGO_BIN_EXE_attack")).arg("--list").output().unwrap();
            let listed = String::from_utf8(output.stdout).unwrap();
            let names: Vec<_> = listed.lines().filter_map(|it| it.split_whitespace().next()).collect();
            assert_eq!(names, [$($item),*]);
        }
    };
}

const ONE: [&str; 1] = ["sqlite"];
/// Where the right answer is the database's as well.
const BOTH: [&str; 2] = ["sqlite", "postgres"];

attacks! {
    c1_a_small_form_costs_little = "c1" on ONE;
    h1_no_path_is_uncounted = "h1" on ONE;
    h2_a_chosen_id_harms_nobody = "h2" on BOTH;
    h3_a_stranger_locks_nobody_out = "h3" on ONE;
    h4_many_fields_come_back_as_none = "h4" on ONE;
    h4_half_a_form_ends = "half_open" on ONE;
    h5_one_person_has_limits = "h5" on BOTH;
    h6_doors_are_not_collected = "h6" on ONE;
    h7_a_lost_phone_is_shut_out = "h7" on ONE;
    h8_no_database_in_the_clear = "h8" on ONE;
    m1_what_is_refused_costs_little = "m1" on ONE;
    m2_a_long_search_costs_little = "m2" on ONE;
    m3_readiness_costs_nobody_else = "m3" on ONE;
    m4_too_much_is_told_to_wait = "m4" on ONE;
    m5_codes_are_not_guessed = "m5" on ONE;
    m6_a_network_is_one_caller = "m6" on ONE;
    m7_only_proxies_are_believed = "m7" on ONE;
    m8_no_demo_over_real_people = "m8" on ONE;
    m9_production_has_an_address = "m9" on ONE;
    m10_what_was_ended_stays_ended = "m10" on ONE;
    m11_a_note_opens_with_the_door = "m11" on ONE;
    m12_a_form_is_its_persons = "m12" on ONE;
    m13_a_role_has_its_level = "m13" on ONE;
    m14_people_are_not_invented = "m14" on ONE;
    m15_attendance_is_claimed_in_time = "m15" on ONE;
    m17_many_sessions_are_one_person = "m17" on ONE;
    l1_what_is_read_is_what_is_written = "l1" on ONE;
    l2_files_are_their_owners = "l2" on ONE;
    l3_days_are_within_reach = "l3" on ONE;
    l6_no_form_leads_away = "l6" on ONE;
    l8_a_device_is_no_address_book = "l8" on ONE;
    l9_a_day_of_looking_up_has_a_limit = "l9" on ONE;
    slow_clients_are_ended = "slow_clients" on ONE;
    a_full_disk_is_told = "disk_full" on ONE;
    a_frozen_database_is_told = "frozen" on BOTH;
    overload_loses_nothing = "overload" on BOTH;
    a_soak_leaves_nothing = "soak" on ONE;
}
