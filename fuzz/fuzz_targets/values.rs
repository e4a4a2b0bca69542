//! Any text as the values of every column: typed, or null with a reason.
#![no_main]

use clientbook::ingest::{self, Request};
use clientbook::normalise;
use clientbook::policy::Policy;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|value: &str| {
    let header = "客户名称,国家,邮箱,电话,网站,预计金额,预计下单日期,付款条件,贸易术语,状态,意向等级,客户来源";
    let value = value.replace(['"', '\0'], "");
    let row = vec![format!("\"{value}\""); 12].join(",");
    let sheet = format!("{header}\n{row}\n");
    let policy = Policy::shipped();
    let (intake, _) = ingest::read_bytes("客户.csv", sheet.into_bytes(), &Request::default(), &policy);
    let _ = normalise::tidy(&intake, &policy);
});
