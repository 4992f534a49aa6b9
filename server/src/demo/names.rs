//! Names of people, and how they are greeted.

use linli_domain::member::Gender;

use super::dice::Dice;

const SURNAMES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何",
    "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹", "袁", "邓",
    "许", "傅", "沈", "曾", "彭", "吕", "苏", "卢", "蒋", "蔡", "贾", "丁", "魏", "薛", "叶", "阎", "余",
    "潘", "杜", "戴", "夏", "钟", "汪", "田", "任", "姜", "范", "方", "石", "姚", "谭", "廖", "邹", "熊",
    "金", "陆", "郝", "孔", "白", "崔", "康", "毛", "邱", "秦", "江", "史", "顾", "侯", "邵", "孟", "龙",
    "万", "段", "雷", "钱", "汤", "尹", "黎", "易", "常", "武", "乔", "贺", "赖", "龚", "文", "欧阳", "诸葛",
    "司马",
];

const WOMEN_OLD: &[&str] = &[
    "桂兰", "秀珍", "玉兰", "凤英", "淑华", "月英", "素珍", "桂英", "秀兰", "玉珍", "兰英", "惠芳", "巧云",
    "金凤", "翠英", "美华", "爱珍", "菊芬", "瑞芳", "淑琴", "彩云", "银娣", "根娣", "福珍", "雪芳", "宝珠",
    "文英", "佩芬", "慧珍", "春梅",
];

const MEN_OLD: &[&str] = &[
    "建国", "志强", "德福", "永康", "长顺", "国平", "宝根", "正明", "有才", "金生", "文彬", "兆林", "家祥",
    "维新", "学义", "荣贵", "世昌", "庆余", "福全", "友仁", "锦堂", "守义", "如松", "益民", "鹤年", "万春",
    "顺发", "立德", "广才", "汉文",
];

const WOMEN_YOUNG: &[&str] =
    &["静", "敏", "婷", "雪梅", "晓燕", "海霞", "倩", "莉", "丹丹", "雯", "佳", "思思", "颖", "燕"];

const MEN_YOUNG: &[&str] =
    &["伟", "磊", "军", "涛", "勇", "斌", "晓东", "浩", "鹏", "俊杰", "宇", "波", "志远", "凯"];

/// Characters that old systems fail on: Extension A, a late addition to the basic block's
/// neighbours, and one beyond the basic plane.
pub const RARE: &[&str] = &["㛃", "䶮", "𬱖"];

pub fn surname(dice: &mut Dice) -> &'static str {
    // The first names of the list are by far the most frequent.
    let reach = if dice.chance(600) { 24 } else { SURNAMES.len() };
    dice.pick(SURNAMES.get(..reach).unwrap_or(SURNAMES))
}

pub fn given(dice: &mut Dice, gender: Gender, old: bool) -> &'static str {
    if dice.chance(15) {
        return dice.pick(RARE);
    }
    dice.pick(match (gender, old) {
        (Gender::Female, true) => WOMEN_OLD,
        (Gender::Male, true) => MEN_OLD,
        (Gender::Female, false) => WOMEN_YOUNG,
        (Gender::Male, false) => MEN_YOUNG,
    })
}

/// 王奶奶, 李阿姨, 陈爷爷, 周叔叔; empty for the young, who are called by name.
pub fn called(surname: &str, gender: Gender, age: i16) -> String {
    let title = match (gender, age) {
        (Gender::Female, 70..) => "奶奶",
        (Gender::Female, 58..) => "阿姨",
        (Gender::Male, 70..) => "爷爷",
        (Gender::Male, 58..) => "叔叔",
        _ => return String::new(),
    };
    format!("{surname}{title}")
}
