//! The desk, the caregiver's day and the street.

strings! {
    work_title = "今天" | "Today";
    work_week_title = "这周" | "This week";
    work_visit_title = "上门" | "Visit";
    desk_title = "工作台" | "Desk";
    desk_rooms_title = "活动室" | "Rooms";
    desk_care_title = "照护" | "Care";
    desk_book_title = "替居民预约" | "Book for someone";
    desk_help_title = "求助" | "Request for help";
    desk_approvals_title = "等同意" | "Approvals";
    register_title = "登记居民" | "Register a resident";
    street_title = "上报件" | "Escalated";
}
