//! Subject (主题): what a table is about, seen as a whole: columns that go together tell an order from what was shipped, paid
//! or given back.

use super::entity::{Names, name_bonus};
use super::lexicon::Lexicon;
use super::mapping::Heading;
use crate::model::Entity;

/// What a table is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// Rows of this entity.
    Of(Entity),
    /// None of ours: suppliers, stock, lists of choices.
    Other,
    /// Not understood.
    Unknown,
}

impl Subject {
    /// Items under the head of an order (形式发票) are its lines, not orders.
    pub(super) fn under(self, head: Option<Entity>, headings: &[Heading]) -> Self {
        let has = |fields: &[&str]| {
            headings.iter().flat_map(Heading::homes).any(|home| home.entity == Entity::OrderLine && fields.contains(&home.field))
        };
        let own_number = headings.iter().flat_map(Heading::homes).any(|home| home.entity == Entity::Order && home.field == "no");
        let items = has(&["sku", "product"]) && has(&["quantity"]) && has(&["unit_price", "amount"]) && !own_number;
        if head == Some(Entity::Order) && items { Self::Of(Entity::OrderLine) } else { self }
    }

    /// What a table is about when all its columns are seen together. Lines that name their customer and day are orders told line by line (`InvoiceNo, StockCode, …, CustomerID, Country`),
    /// unless the sheet calls them lines or counts them.
    pub(super) fn whole(self, headings: &[Heading], names: &Names) -> Self {
        let has = |entity: Entity, fields: &[&str]| {
            headings.iter().flat_map(Heading::homes).any(|home| home.entity == entity && fields.contains(&home.field))
        };
        let told = has(Entity::Order, &["no", "invoice_no"])
            && has(Entity::Order, &["customer", "customer_code"])
            && has(Entity::Order, &["on"])
            && has(Entity::Order, &["amount", "unit_price"]);
        // Persons of no company are customers themselves.
        let of_company = headings.iter().flat_map(Heading::homes).any(|home| home.entity == Entity::Contact && home.field == "customer");
        if self == Self::Of(Entity::Contact) && !of_company && name_bonus(Entity::Contact, names, Lexicon::shipped()) <= 0.0 {
            return Self::Of(Entity::Customer);
        }
        // Vessels, containers and bills of lading without a day of the order are what was shipped.
        let logistics = ["bl_no", "container_no", "carrier", "etd", "eta", "port"];
        let shipped = logistics.iter().filter(|field| has(Entity::Shipment, &[*field])).count() >= 3
            && has(Entity::Shipment, &["on", "etd", "bl_no"])
            && has(Entity::Shipment, &["order_no", "customer", "customer_code", "no", "invoice_no"]);
        // So is what has a number and a day of leaving the warehouse (出库单号, 出库时间), and none of the order.
        let issued = has(Entity::Shipment, &["no"]) && has(Entity::Shipment, &["on"]) && !has(Entity::Order, &["on", "due_on"]);
        if self == Self::Of(Entity::Order) && issued {
            return Self::Of(Entity::Shipment);
        }
        if self == Self::Of(Entity::Order) && shipped && !has(Entity::Order, &["on", "payment_terms", "deposit", "balance", "unit_price"]) {
            return Self::Of(Entity::Shipment);
        }
        // Money owed without any of the order's own is a receivable, whatever number it goes by.
        let owed = has(Entity::Receivable, &["amount"]) && has(Entity::Receivable, &["received", "balance", "due_on"]);
        if self == Self::Of(Entity::Order) && owed && !has(Entity::Order, &["amount", "unit_price"]) {
            return Self::Of(Entity::Receivable);
        }
        let lines = has(Entity::OrderLine, &["line"]) || name_bonus(Entity::OrderLine, names, Lexicon::shipped()) > 0.0;
        if self == Self::Of(Entity::OrderLine) && told && !lines { Self::Of(Entity::Order) } else { self }
    }
}
