//! 历史客户, western side: one contact a row in English, the Italian export, private persons.

use std::error::Error;

use super::Output;
use crate::calendar::{day, plus};
use crate::delimited::ITALY;
use crate::row;
use crate::sheet::{Sheet, money};
use crate::world::World;
use crate::world::spelling;
use crate::world::staff::STAFF;

/// The three files.
pub(crate) fn files(world: &World) -> Result<Vec<Output>, Box<dyn Error>> {
    Ok(vec![
        Output::xlsx("历史客户/Contacts_one_contact_per_row.xlsx", &[contacts(world)])?,
        Output::csv("历史客户/Anagrafica_clienti_separatore_puntoevirgola.csv", italy(world), ITALY),
        Output::xlsx("历史客户/Private_clients_given_family_name.xlsx", &[persons(world)])?,
    ])
}

fn contacts(world: &World) -> Sheet {
    let mut sheet = Sheet::new("Contacts");
    sheet.banner("Ningbo Lanbo Homeware (sample)", 11);
    sheet.push(row!["Overseas contact list, exported 2025-12-31"]);
    sheet.push(row![""]);
    sheet.header(&[
        "Company Name",
        "Country/Region",
        "Contact Person",
        "Job Title",
        "E-mail",
        "Tel.",
        "Mobile",
        "Website",
        "Owner",
        "Customer Rating",
        "Notes",
    ]);
    let far = ["US", "CA", "GB", "AU", "NZ", "ZA", "AE", "SA", "IN", "KE", "NG", "MY", "LB", "TN", "MA", "CO", "SG", "HK"];
    for (at, one) in world.customers.iter().enumerate() {
        let later = one.since > day(2025, 12, 31);
        if one.unlisted || later || one.kind == 'p' || !(far.contains(&one.place.code) || (one.place.code == "DE" && at % 2 == 0)) {
            continue;
        }
        for (turn, contact) in one.contacts.iter().enumerate() {
            // The second contact's row repeats the company in another spelling now and then.
            let style = if turn == 0 { [0, 2, 0, 6][at % 4] } else { [0, 0, 1, 2][(at + turn) % 4] };
            let rating = ["A", "B", "B", "C", "D"][at % 5];
            let country = if at % 6 == 5 { one.place.code } else { one.place.english };
            let note = if one.kind == 't' { "buys for several end buyers" } else { "" };
            let who = STAFF[one.owner_before].written(1);
            let cells = row![
                spelling::typed(one, style),
                country,
                contact.full(),
                contact.title,
                contact.mail.clone(),
                one.phone.clone(),
                contact.mobile.clone(),
                format!("www.{}", one.site),
                who,
                rating,
                note
            ];
            sheet.push_customer(&one.key, cells);
        }
    }
    sheet
}

fn italy(world: &World) -> Sheet {
    let mut sheet = Sheet::new("Anagrafica");
    sheet.push(row![
        "Codice cliente",
        "Ragione Sociale",
        "Indirizzo",
        "CAP",
        "Città",
        "Paese",
        "P.IVA",
        "Telefono",
        "E-mail",
        "Referente",
        "Agente",
        "Fatturato 2025 (EUR)",
        "Condizioni di pagamento",
        "Note"
    ]);
    let streets = ["Via Garibaldi", "Corso della Libertà", "Viale dei Mille", "Piazza Nuova", "Via dell'Industria"];
    for (at, one) in world.customers.iter().enumerate() {
        if one.unlisted || one.place.code != "IT" || one.kind == 'p' || one.since >= day(2026, 3, 1) {
            continue;
        }
        let style = [1, 0, 1, 2, 0, 1][at % 6];
        let turnover = i64::from(matches!(one.profile, 'R' | 'O' | 'C')) * one.size * 3;
        let address = format!("{} {}", streets[at % 5], 1 + at * 7 % 90);
        let country = ["Italia", "ITALIA", "IT"][at % 3];
        let tax = if at % 8 == 7 { String::new() } else { format!("IT{}", one.tax) };
        let terms = ["Bonifico 30 gg", "Anticipo 30%", "Lettera di credito"][at % 3];
        let note = ["", "cliente storico", "", "Città fuori zona; verificare", ""][at % 5];
        let code = format!("IT{:03}", at + 1);
        let cells = row![
            code,
            spelling::typed(one, style),
            address,
            format!("{:05}", 10_000 + at * 613),
            one.city.clone(),
            country,
            tax,
            one.phone.replace(' ', ""),
            one.main().mail.clone(),
            one.main().full(),
            STAFF[one.owner_before].given(),
            "",
            terms,
            note
        ];
        let mut cells = cells;
        if turnover > 0 {
            cells[11] = money(turnover);
        }
        sheet.push_customer(&one.key, cells);
        if one.name == "Cucine Montebruno" || one.name == "Linea Cucina Biancospino" {
            // Moved house: entered a second time under a new code.
            let code = format!("IT{:03}", at + 401);
            sheet.push_customer(
                &one.key,
                row![
                    code,
                    spelling::typed(one, 2),
                    "Via Nuova 1",
                    "25100",
                    one.city.clone(),
                    "Italia",
                    format!("IT{}", one.tax),
                    "",
                    one.main().mail.clone(),
                    "",
                    STAFF[one.owner].given(),
                    "",
                    "",
                    "nuova sede"
                ],
            );
        }
    }
    sheet
}

fn persons(world: &World) -> Sheet {
    let mut sheet = Sheet::new("Private");
    sheet.header(&[
        "Given Name",
        "Family Name",
        "Gender",
        "Birthday",
        "Address",
        "City",
        "Country",
        "E-mail",
        "Mobile",
        "Sales Rep.",
        "Remarks",
    ]);
    let private: Vec<_> = world.customers.iter().enumerate().filter(|(_, one)| one.kind == 'p' && !one.unlisted).collect();
    for (at, one) in &private {
        let who = one.main();
        let birthday = plus(day(1961, 1, 9), i64::try_from(at * 97).unwrap_or(0));
        let gender = if who.given.ends_with(['a', 'e', 'y']) { "F" } else { "M" };
        let address = format!("{} Garden Road", 3 + at % 60);
        sheet.push_customer(
            &one.key,
            row![
                who.given.clone(),
                who.family.clone(),
                gender,
                birthday,
                address,
                one.city.clone(),
                one.place.english,
                who.mail.clone(),
                who.mobile.clone(),
                STAFF[one.owner].given(),
                ""
            ],
        );
    }
    // The same two people once more: names swapped, and in capitals.
    for (turn, (_, one)) in private.iter().take(2).enumerate() {
        let who = one.main();
        let (given, family) =
            if turn == 0 { (who.family.clone(), who.given.clone()) } else { (who.given.to_uppercase(), who.family.to_uppercase()) };
        sheet.push_customer(
            &one.key,
            row![
                given,
                family,
                "",
                "",
                "",
                one.city.clone(),
                one.place.english,
                who.mail.clone(),
                who.mobile.replace(' ', ""),
                STAFF[one.owner].given(),
                "entered twice"
            ],
        );
    }
    sheet
}
