//! The page of all components.

strings! {
    showcase_title = "组件一览" | "Components";
    showcase_lead = "每个组件，每种样子" | "Every component in every state";
    showcase_looks = "字和颜色" | "Looks";
    showcase_buttons = "按钮和入口" | "Buttons and doors";
    showcase_cards = "卡片" | "Cards";
    showcase_states = "状态" | "States";
    showcase_fields = "填写" | "Fields";
    showcase_choices = "选择" | "Choices";
    showcase_notices = "提示" | "Notices";
    showcase_pictures = "图标" | "Pictures";
}
