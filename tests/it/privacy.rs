//! What a salesperson's workbook must not hold: anything of a colleague. The bytes are searched, part by part: cells, hidden
//! columns, names, notes, chart caches, properties.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::workspace::{Workspace, samples};

/// Everything written in a workbook, tags and all.
fn parts(path: &Path) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
    let count = archive.len();
    let read = |place: usize| {
        let mut part = archive.by_index(place).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        let plain = text.replace("&amp;", "&").replace("&quot;", "\"").replace("&apos;", "'").replace("&lt;", "<").replace("&gt;", ">");
        (part.name().unwrap().to_string(), plain)
    };
    (0..count).map(read).collect()
}

/// The rows below a header that names all these columns, by column.
fn rows(book: &Path, sheet: &str, columns: &[&str]) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = open_workbook(book).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let mut found = Vec::new();
    let mut places: Option<Vec<usize>> = None;
    for row in range.rows() {
        let at = |name: &&str| row.iter().position(|cell| *cell == **name);
        match (&places, columns.iter().map(at).collect::<Option<Vec<_>>>()) {
            (_, Some(header)) => places = Some(header),
            (Some(places), None) if row[places[0]] != Data::Empty => found.push(places.iter().map(|at| row[*at].clone()).collect()),
            (Some(_), None) => break,
            (None, None) => {}
        }
    }
    found
}

/// Where the name stands by itself: `Ray` is not in `Rayon`.
fn says(text: &str, name: &str) -> bool {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.match_indices(name).any(|(at, _)| {
        let (before, after) = (text[..at].chars().next_back(), text[at + name.len()..].chars().next());
        !(latin(name.chars().next()) && latin(before) || latin(name.chars().next_back()) && latin(after))
    })
}

#[test]
fn nothing_of_a_colleague_is_in_any_part_of_a_salespersons_workbook() {
    let space = Workspace::new("privacy");
    space.run(&["report", &samples(), "--month", "2026-10", "--from", "2026-09", "--output", "out", "--language", "zh-Hans"]).exits(0);
    let management = space.path("out/2026-10/management-2026-10.xlsx");
    let mut owners: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut amounts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows(&management, "客户", &["客户", "业务员", "近12个月"]) {
        let (name, owner) = (row[0].to_string(), row[1].to_string());
        owners.entry(owner.clone()).or_default().insert(name);
        if let Data::Float(amount) = row[2] {
            amounts.entry(owner).or_default().insert(format!("<v>{amount}</v>"));
        }
    }
    for row in rows(&management, "业务员", &["客户", "本币金额", "业务员"]) {
        if let Data::Float(amount) = row[1] {
            amounts.entry(row[2].to_string()).or_default().insert(format!("<v>{amount}</v>"));
        }
    }
    let staff: Vec<&String> = owners.keys().filter(|name| !name.is_empty()).collect();
    // The aliases that the company's list of staff gives.
    let aliases = BTreeMap::from([
        ("王芳", "Fiona"),
        ("李强", "Jack"),
        ("陈静", "Jenny"),
        ("刘洋", "Leo"),
        ("张敏", "Mindy"),
        ("赵磊", "Ray"),
        ("周婷", "Tina"),
        ("吴晓燕", "Yana"),
    ]);
    let mut searched = 0;
    for (file, _) in space.files("out/2026-10/salespeople") {
        let recipient = file.strip_suffix("-2026-10.xlsx").unwrap().to_owned();
        let parts = parts(&space.path("out/2026-10/salespeople").join(&file));
        assert!(parts.iter().any(|(name, _)| name == "docProps/custom.xml") && parts.len() > 15, "{file}: {} parts", parts.len());
        let mine = &owners[&recipient];
        let (own, nothing) = (amounts.get(&recipient), BTreeSet::new());
        for other in staff.iter().filter(|other| ***other != recipient) {
            let customers = owners[*other].iter().filter(|name| !mine.iter().any(|own| own.contains(name.as_str()))).map(String::as_str);
            let names = customers.chain([other.as_str()]).chain(aliases.get(other.as_str()).copied());
            for name in names.filter(|name| name.chars().count() > 1) {
                let told = parts.iter().find(|(_, text)| says(text, name));
                assert!(told.is_none(), "{name} of {other} in {} of {file}", told.unwrap().0);
                searched += 1;
            }
            for amount in amounts.get(*other).into_iter().flatten().filter(|amount| !own.unwrap_or(&nothing).contains(*amount)) {
                // Small round figures stand for many things.
                if amount.len() > "<v>99999</v>".len() {
                    let told = parts.iter().find(|(_, text)| text.contains(amount.as_str()));
                    assert!(told.is_none(), "{amount} of {other} in {} of {file}", told.unwrap().0);
                    searched += 1;
                }
            }
        }
    }
    assert!(searched > 1_000, "{searched}");
}

/// One customer dealt with by two, and two records that may be one.
const CUSTOMERS: &str = "客户名称,国家,邮箱,电话,业务员\n\
    Casa Tavernella S.p.A.,意大利,info@tavernella.example,+39 02 1111 2222,王芳\n\
    Casa Tavernella Deutschland GmbH,德国,info@tavernella.example,+49 30 3333 4444,李娜\n\
    Peacock Home Needs Pvt. Ltd.,印度,sales@peacock.example,+91 22 5555 6666,王芳\n";
const CONTACTS: &str = "客户名称,日期,方式,内容,业务员\n\
    Peacock Home Needs Pvt. Ltd.,2026-10-05,邮件,报价,王芳\n\
    Peacock Home Needs Pvt. Ltd.,2026-10-12,电话,催单,李娜\n";
const ORDERS: &str = "订单号,订单日期,客户名称,金额,币种,业务员\n\
    P1,2026-10-06,Peacock Home Needs Pvt. Ltd.,87654.31,USD,李娜\n\
    P2,2026-10-07,Peacock Home Needs Pvt. Ltd.,1234.5,USD,王芳\n";

#[test]
fn a_collision_is_the_managers_and_a_salesperson_is_told_to_ask() {
    let space = Workspace::new("collision");
    space.write("in/客户.csv", CUSTOMERS).write("in/跟进.csv", CONTACTS).write("in/订单.csv", ORDERS);
    space.run(&["report", "in", "--month", "2026-10", "--output", "out", "--language", "zh-Hans"]).exits(0);
    let sides: Vec<Vec<String>> = rows(&space.path("out/2026-10/analysis-2026-10.xlsx"), "撞单", &["客户", "业务员"])
        .into_iter()
        .map(|row| row.iter().map(ToString::to_string).collect())
        .collect();
    assert!(sides.contains(&vec!["Peacock Home Needs Pvt. Ltd.".to_owned(), "王芳".to_owned()]), "{sides:?}");
    let review = rows(&space.path("out/2026-10/review-2026-10.xlsx"), "撞单", &["客户", "业务员", "近12个月订单额"]);
    let of = |person: &str| review.iter().find(|row| row[1] == *person).map(|row| row[2].to_string());
    assert_eq!((of("李娜").as_deref(), of("王芳").as_deref()), (Some("87654.31"), Some("1234.5")));
    let book = space.path("out/2026-10/salespeople/王芳-2026-10.xlsx");
    let told: BTreeSet<String> =
        rows(&book, "退改单", &["问题", "说明"]).into_iter().filter(|row| row[0] == "可能重复").map(|row| row[1].to_string()).collect();
    let said = |name: &str| format!("客户“{name}”可能与公司里另一条记录是同一家");
    assert_eq!(told, BTreeSet::from([said("Casa Tavernella S.p.A."), said("Peacock Home Needs Pvt. Ltd.")]));
    for (part, text) in parts(&book) {
        for secret in ["李娜", "Deutschland", "+49 30", "87654", "撞单"] {
            assert!(!text.contains(secret), "{secret} in {part}");
        }
    }
}

/// Two colleagues of one name, and rows that name the one, the other, or only the name.
const NAMESAKES: &str =
    "姓名,工号,英文名,部门,邮箱\n李娜,1001,Nancy,一部,nancy@firm.example\n李娜,1002,,二部,lina@firm.example\n王芳,1003,Fiona,一部,\n";
const KEPT: &str = "客户名称,国家,邮箱,业务员\n\
    Alder Bagni S.r.l.,意大利,info@alder.example,李娜（1001）\n\
    Birch Homewares Ltd.,英国,info@birch.example,李娜 1002\n\
    Cedar Trading GmbH,德国,info@cedar.example,李娜\n\
    Dogwood Imports Inc.,美国,info@dogwood.example,王芳\n";
const SOLD: &str = "订单号,订单日期,客户名称,金额,币种,业务员\n\
    N1,2026-10-06,Alder Bagni S.r.l.,41234.56,USD,Nancy\n\
    N2,2026-10-07,Birch Homewares Ltd.,52345.67,USD,李娜1002\n\
    N3,2026-10-08,Cedar Trading GmbH,63456.78,USD,李娜\n\
    N4,2026-10-09,Dogwood Imports Inc.,74567.89,USD,李娜\n\
    N5,2026-10-12,Dogwood Imports Inc.,85678.9,USD,王芳\n";

#[test]
fn colleagues_of_one_name_get_their_own_and_what_says_only_the_name_goes_to_the_manager() {
    let space = Workspace::new("namesakes");
    space.write("in/员工.csv", NAMESAKES).write("in/客户.csv", KEPT).write("in/订单.csv", SOLD);
    let run = space.run(&["report", "in", "--month", "2026-10", "--output", "out", "--language", "zh-Hans", "--format", "json"]).exits(0);
    let run: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(run["findings"]["staff_shared"]["all"], 1, "{}", run["findings"]);
    assert!(run["findings"].get("staff_unlisted").is_none());
    let made: BTreeSet<String> = space.files("out/2026-10/salespeople").into_iter().map(|(file, _)| file).collect();
    let wanted = ["李娜（1001）", "王芳", "李娜（1002）"].map(|name| format!("{name}-2026-10.xlsx"));
    assert_eq!(made, BTreeSet::from(wanted));
    let all = ["Alder", "Birch", "Cedar", "Dogwood", "41234", "52345", "63456", "74567", "85678"];
    for (person, own, colleagues) in [
        ("李娜（1001）", vec!["Alder", "41234"], vec!["1002）", "李娜 1002", "lina@firm", "王芳"]),
        ("李娜（1002）", vec!["Birch", "52345"], vec!["1001）", "Nancy", "nancy@firm", "王芳"]),
        ("王芳", vec!["Dogwood", "85678"], vec!["李娜", "Nancy"]),
    ] {
        let parts = parts(&space.path(&format!("out/2026-10/salespeople/{person}-2026-10.xlsx")));
        for name in &own {
            assert!(parts.iter().any(|(_, text)| text.contains(name)), "{name} of {person}");
        }
        for name in all.iter().filter(|name| !own.contains(name)).chain(&colleagues) {
            let told = parts.iter().find(|(part, text)| part.starts_with("xl/") && text.contains(*name) && !part.contains("styles"));
            assert!(told.is_none(), "{name} in {} of {person}", told.unwrap().0);
        }
    }
    let management = space.path("out/2026-10/management-2026-10.xlsx");
    let customers = rows(&management, "客户", &["客户", "业务员"]);
    let owner = |name: &str| customers.iter().find(|row| row[0] == *name).map(|row| row[1].to_string()).unwrap();
    assert_eq!(
        [owner("Alder Bagni S.r.l."), owner("Birch Homewares Ltd."), owner("Cedar Trading GmbH")],
        ["李娜（1001）", "李娜（1002）", "李娜"]
    );
    let asked = parts(&management).iter().any(|(_, text)| text.contains("“李娜”有几位：李娜（1001）、李娜（1002）；有3行"));
    assert!(asked, "the manager is asked which");
    // By the bare name both of them are meant, each with her own.
    let named = ["report", "in", "--month", "2026-10", "--output", "two", "--edition", "salesperson", "--salesperson", "李娜"];
    space.run(&named).exits(0);
    assert_eq!(space.files("two/2026-10/salespeople").len(), 2);
}
