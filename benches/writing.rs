//! What writing a month's workbooks with many orders costs, beside what no writer could do without.
//!
//! `cargo bench --bench writing -- [ORDERS]`: CPU seconds and the growth of peak memory of writing the management workbooks, then
//! those of the yardstick: the same cells of the list of orders put down by the same crate with one format a column. Without a
//! number, a month below the limit of a list and one of 200,000 orders. The ratio holds on any machine.
#![expect(clippy::print_stdout, reason = "a program for the terminal")]

mod meter;

use std::error::Error;

use chrono::{Days, NaiveDate};
use clientbook::model::resolved::StaffMember;
use clientbook::model::view::{Computed, MonthView, OrderLineView};
use clientbook::model::{Grain, MetricValue, Money, Month, Origin};
use clientbook::policy::Policy;
use clientbook::report::{Asked, Edition, write};
use clientbook::words::{Language, Words};
use rust_xlsxwriter::{Format, FormatBorder, Workbook};

const STAFF: [&str; 8] = ["王芳", "李强", "张敏", "刘洋", "陈静", "赵磊", "周婷", "吴晓燕"];
const COUNTRIES: [&str; 5] = ["IT", "DE", "US", "FR", "BR"];

/// A month of so many invented orders.
fn month(orders: usize) -> Result<MonthView, Box<dyn Error>> {
    let month: Month = "2026-10".parse().map_err(|error| format!("{error:?}"))?;
    let place = Origin::sheet("台账/订单台账.xlsx", "订单");
    let order = |at: usize| {
        let micros = i128::try_from(at % 90_000).unwrap_or(0) * 1_370_000 + 250_000;
        OrderLineView {
            no: format!("LB-PI-{at:06}"),
            on: month.first().checked_add_days(Days::new(u64::try_from(at % 31).unwrap_or(0))).unwrap_or(NaiveDate::MIN),
            customer: Some(format!("C{:05}", at % 9_000)),
            name: format!("Customer {} Trading GmbH", at % 9_000),
            owner: Some(format!("S{}", at % STAFF.len())),
            country: Some(COUNTRIES[at % COUNTRIES.len()].to_owned()),
            amount: Some(Money::new(micros, "USD")),
            amount_base: Some(Money::new(micros, "USD").to_f64()),
            origin: place.at_row(u32::try_from(at + 2).unwrap_or(u32::MAX)),
        }
    };
    let mut computed = Computed { orders: (0..orders).map(order).collect(), ..Computed::default() };
    let mut staff = Vec::new();
    for (at, name) in STAFF.iter().enumerate() {
        let id = format!("S{at}");
        let value = MetricValue { value: Some(1.0), ..MetricValue::default() };
        computed.values.set("order_amount", month, Grain::Salesperson, &id, value);
        staff.push(StaffMember::named(&id, name));
    }
    let specs = clientbook::metrics::CATALOG.iter().map(|metric| metric.spec).collect();
    Ok(MonthView { company: "示例".to_owned(), specs, computed, staff, ..MonthView::of(month) })
}

/// The same cells with nothing else: the eleven columns of the list of orders.
fn yardstick(view: &MonthView, row_by_row: bool) -> Result<usize, Box<dyn Error>> {
    let mut book = Workbook::new();
    let format = |number: &str| Format::new().set_num_format(number).set_border_bottom(FormatBorder::Hair);
    let (text, money, date, count) = (format("@"), format("#,##0.00"), format("yyyy-mm-dd"), format("0"));
    let sheet = if row_by_row { book.add_worksheet_with_constant_memory()? } else { book.add_worksheet() };
    for (order, row) in view.computed.orders.iter().zip(1..) {
        sheet.write_string_with_format(row, 0, &order.name, &text)?;
        sheet.write_number_with_format(row, 1, order.amount_base.unwrap_or(0.0), &money)?;
        sheet.write_string_with_format(row, 2, order.owner.as_deref().unwrap_or(""), &text)?;
        sheet.write_string_with_format(row, 3, &order.no, &text)?;
        sheet.write_number_with_format(row, 4, 46_000.0 + f64::from(row % 31), &date)?;
        sheet.write_string_with_format(row, 5, order.country.as_deref().unwrap_or(""), &text)?;
        if let Some(amount) = &order.amount {
            sheet.write_number_with_format(row, 6, amount.to_f64(), &money)?;
            sheet.write_string_with_format(row, 7, &amount.currency, &text)?;
        }
        sheet.write_string_with_format(row, 8, &*order.origin.file, &text)?;
        sheet.write_string_with_format(row, 9, &*order.origin.sheet, &text)?;
        sheet.write_number_with_format(row, 10, f64::from(order.origin.row), &count)?;
    }
    Ok(book.save_to_buffer()?.len())
}

fn main() -> Result<(), Box<dyn Error>> {
    let asked_for = std::env::args().skip(1).find_map(|argument| argument.parse::<usize>().ok());
    let (policy, words) = (Policy::shipped(), Words::of(Language::ZhHans));
    let asked = Asked { editions: vec![Edition::Management], ..Asked::default() };
    // The longer one first where both run: memory is only ever seen to grow.
    for orders in asked_for.map_or_else(|| vec![200_000, 40_000], |orders| vec![orders]) {
        let view = month(orders)?;
        let (before, held) = (meter::cpu_seconds(), meter::peak_mib());
        let books = write(&view, &[], &policy, words, &asked).map_err(|error| format!("{error:?}"))?;
        let (took, grown) = (meter::cpu_seconds() - before, meter::peak_mib() - held);
        let bytes: usize = books.iter().map(|book| book.bytes.len()).sum();
        let names: Vec<&str> = books.iter().map(|book| book.name.as_str()).collect();
        println!(
            "{orders} orders: {took:.2} CPU s, {grown:.0} MiB more than the {held:.0} MiB before, {} KB: {}",
            bytes / 1024,
            names.join(" ")
        );
        drop(books);
        let before = meter::cpu_seconds();
        let size = yardstick(&view, orders > 50_000)?;
        let floor = meter::cpu_seconds() - before;
        println!("  yardstick {floor:.2} CPU s, {} KB; ratio {:.2}", size / 1024, took / floor);
    }
    Ok(())
}
