//! Who is whom: literal lists and rows in, colleagues out.

use polars::prelude::df;

use super::*;
use crate::model::frame::complete;

#[test]
fn every_alias_is_one_colleague_and_unknown_names_are_asked_about_once() {
    let list = df!("name" => ["王芳", "李强"], "english_name" => ["Fiona Wang", "Jack Li"], "initials" => ["FW", "JL"]).unwrap();
    let orders = df!("record_id" => ["a", "b", "c"], "staff" => [Some("王芳Fiona"), Some("Zoe"), Some("zoe")]).unwrap();
    let tables: Tables =
        [(Entity::Staff, complete(Entity::Staff, &list).unwrap()), (Entity::Order, complete(Entity::Order, &orders).unwrap())].into();
    let mut findings = Vec::new();
    let directory = Directory::gather(&tables, &Policy::shipped(), &mut findings);
    let id = directory.id(Some("王芳")).unwrap().to_owned();
    for alias in ["Fiona", "fiona wang", "FW", "王芳 Fiona", "王芳（Fiona）", "Wang Fiona"] {
        assert_eq!(directory.id(Some(alias)), Some(id.as_str()), "{alias}");
    }
    assert_eq!((directory.members.len(), findings.len()), (3, 1));
    assert_eq!(directory.by_id(&id).map(|member| (member.sells, member.listed)), Some((true, true)));
    assert_eq!(directory.id(Some("Sheet1")), None);
}

#[test]
fn without_a_list_both_scripts_and_the_spoken_name_are_one_person() {
    let staff = [Some("赵磊"), Some("Fiona"), Some("王芳（Fiona）"), Some("王芳"), Some("Wang Fang"), Some("Lei Zhao")];
    let orders = df!("record_id" => ["a", "b", "c", "d", "e", "f"], "staff" => staff).unwrap();
    let tables: Tables = [(Entity::Order, complete(Entity::Order, &orders).unwrap())].into();
    let mut findings = Vec::new();
    let directory = Directory::gather(&tables, &Policy::shipped(), &mut findings);
    let id = |name: &str| directory.id(Some(name)).unwrap().to_owned();
    assert_eq!((id("Fiona"), id("王芳"), id("Wang Fang")), (id("王芳（Fiona）"), id("王芳（Fiona）"), id("王芳（Fiona）")));
    assert_eq!(id("Lei Zhao"), id("赵磊"));
    assert_eq!(directory.members.len(), 2);
}

/// Staff list and owners of customers in; what each owner's cell means, and what is asked.
fn owners(list: &polars::prelude::DataFrame, cells: &[&str], policy: &Policy) -> (Vec<String>, Vec<Finding>) {
    let ids: Vec<String> = (0..cells.len()).map(|place| place.to_string()).collect();
    let customers = df!("record_id" => ids, "owner" => cells).unwrap();
    let tables: Tables =
        [(Entity::Staff, complete(Entity::Staff, list).unwrap()), (Entity::Customer, complete(Entity::Customer, &customers).unwrap())]
            .into();
    let mut findings = Vec::new();
    let directory = Directory::gather(&tables, policy, &mut findings);
    let name = |cell: &&str| directory.find(cell).map(|at| directory.members[at].name.clone()).unwrap_or_default();
    (cells.iter().map(name).collect(), findings)
}

#[test]
fn two_of_one_name_are_two_and_the_bare_name_is_neither() {
    let list =
        df!("name" => ["李娜", "李娜", "李强"], "staff_no" => ["1001", "1002", "1003"], "email" => [Some("lina@x.example"), None, None],
        "english_name" => [Some("Nancy Li"), None, Some("Jack")])
        .unwrap();
    let cells = ["李娜（1001）", "李娜 1002", "1002", "Nancy", "李娜 Nancy", "lina@x.example", "李娜", "李娜(1003)", "李强"];
    let (found, findings) = owners(&list, &cells, &Policy::shipped());
    let (one, two) = ("李娜（1001）", "李娜（1002）");
    assert_eq!(found, [one, two, two, one, one, one, "李娜", "李娜", "李强"]);
    let told: Vec<_> = findings.iter().map(|finding| (finding.kind, finding.args.clone())).collect();
    let people = "李娜（1001）、李娜（1002）".to_owned();
    let asked = |name: &str, count: &str| {
        (Kind::StaffShared, vec![("name", name.to_owned()), ("people", people.clone()), ("count", count.to_owned())])
    };
    assert_eq!(told, [asked("李娜", "2")]);
    let fang = df!("name" => ["王芳", "王芳"], "staff_no" => ["1", "2"]).unwrap();
    let (found, findings) = owners(&fang, &["Wang Fang", "Fang Wang", "王芳(2)"], &Policy::shipped());
    assert_eq!(found, ["Wang Fang", "Fang Wang", "王芳（2）"]);
    assert_eq!(findings.iter().map(|finding| finding.kind).collect::<Vec<_>>(), [Kind::StaffShared; 2], "spoken, it is neither of them");
    // The company may say whom it means.
    let mut policy = Policy::shipped();
    policy.staff.member.push(toml::from_str("name = \"李娜（1001）\"\naliases = [\"李娜\"]").unwrap());
    let (found, findings) = owners(&list, &["李娜", "李娜 1002"], &policy);
    assert_eq!((found, findings), (vec![one.to_owned(), two.to_owned()], Vec::new()));
}

#[test]
fn rows_of_the_list_are_told_apart_by_number_then_mail_then_what_differs_in_one_sheet() {
    let names = |files: &[&str], columns: [&[&str]; 4]| {
        let cell = |texts: &[&str]| texts.iter().map(|text| Some((*text).to_owned()).filter(|text| !text.is_empty())).collect::<Vec<_>>();
        let [number, mail, english, team] = columns.map(cell);
        let list = df!("record_id" => files.iter().enumerate().map(|(at, _)| at.to_string()).collect::<Vec<_>>(), "file" => files,
            "sheet" => vec!["s"; files.len()], "name" => vec!["李娜"; files.len()],
            "staff_no" => number, "email" => mail, "english_name" => english, "team" => team);
        let tables: Tables = [(Entity::Staff, complete(Entity::Staff, &list.unwrap()).unwrap())].into();
        let mut findings = Vec::new();
        let directory = Directory::gather(&tables, &Policy::shipped(), &mut findings);
        let mut names: Vec<String> = directory.members.iter().filter(|one| one.shared_by.is_empty()).map(|one| one.name.clone()).collect();
        names.sort();
        (names.join(" "), findings.len())
    };
    let none: &[&str] = &["", ""];
    let told = |wanted: &str, open: usize| (wanted.to_owned(), open);
    // Lists of two months: the same person, moved to another department.
    assert_eq!(names(&["09", "10"], [none, none, none, &["一部", "二部"]]), told("李娜", 0));
    assert_eq!(names(&["a", "a"], [none, none, none, &["一部", "二部"]]), told("李娜（一部） 李娜（二部）", 0));
    assert_eq!(names(&["a", "a"], [none, &["a@x.example", "b@x.example"], none, none]), told("李娜（a@x.example） 李娜（b@x.example）", 0));
    assert_eq!(names(&["a", "a"], [none, none, &["Nancy", "Lina"], &["一部", "一部"]]), told("李娜（Lina） 李娜（Nancy）", 0));
    assert_eq!(names(&["a", "a"], [&["7", "7"], &["a@x.example", "b@x.example"], none, &["一部", "二部"]]), told("李娜", 0));
    assert_eq!(names(&["a", "a"], [none, none, none, none]), told("李娜", 0), "a row twice");
    let (numbers, rest) = (["1", "2", ""], ["", "", ""]);
    assert_eq!(names(&["a", "a", "a"], [&numbers, &rest, &rest, &rest]), told("李娜（1） 李娜（2）", 1), "a third row may be either");
    let teams = ["一部", "二部", "二部", "一部"];
    let rest = ["", "", "", ""];
    assert_eq!(names(&["09", "09", "10", "10"], [&rest, &rest, &rest, &teams]), told("李娜（一部） 李娜（二部）", 0));
}
