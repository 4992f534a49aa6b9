//! Signing in, who one is, how the app looks.

use linli_domain::member::{Gender, Role};

use crate::store::{Size, Theme};

strings! {
    me_title = "我" | "Me";
    messages_title = "消息" | "Messages";
    mine_title = "我的预约" | "My bookings";
    sign_in_title = "登录" | "Sign in";
    booking_title = "预约" | "Booking";
    case_title = "求助" | "Request for help";
    neighbours_title = "帮帮邻居" | "Help a neighbour";
}

words! {
    role(Role) {
        Resident = "居民" | "Resident";
        Caregiver = "护理员" | "Caregiver";
        Keeper = "活动室管理员" | "Room keeper";
        Clerk = "社区工作者" | "Clerk";
        Supervisor = "街道" | "Supervisor";
        Officer = "区" | "District officer";
        Administrator = "管理员" | "Administrator";
    }
    gender(Gender) {
        Female = "女" | "Woman";
        Male = "男" | "Man";
    }
    size(Size) {
        Usual = "标准" | "Usual";
        Large = "大" | "Large";
        Larger = "更大" | "Larger";
        Largest = "最大" | "Largest";
    }
    theme(Theme) {
        Auto = "跟手机一样" | "As the phone";
        Light = "浅色" | "Light";
        Dark = "深色" | "Dark";
    }
}
