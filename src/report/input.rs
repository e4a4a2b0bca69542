//! Input (填写): the drop-downs, checks and prompts of the cells that a person fills in and sends back.
//!
//! Nothing is refused that could be meant: a value outside the list or range is warned about and may still be kept,
//! because the next run reads it and says what it did not understand.

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, DataValidationRule, Formula, Worksheet};

use super::list::{Accepts, Input, List};
use crate::error::Result;

/// Excel's limits of a prompt and of the words of a drop-down.
const PROMPT: usize = 255;
const WORDS: usize = 255;

/// Gives every input column of a list its check. `first` is the first cell of its data, `last` its last row.
pub(super) fn validate(sheet: &mut Worksheet, list: &List, first: (u32, u16), last: u32) -> Result<()> {
    for (column, place) in list.columns.iter().zip(first.1..) {
        if let Some(input) = &column.input {
            sheet.add_data_validation(first.0, place, last, place, &rule(input)?)?;
        }
    }
    Ok(())
}

fn rule(input: &Input) -> Result<DataValidation> {
    let rule = DataValidation::new();
    let rule = match &input.accepts {
        Accepts::Choice(words) => rule.allow_list_strings(&fitting(words))?,
        Accepts::DayFrom(day) => {
            let day = super::table::serial(*day);
            rule.allow_date_formula(DataValidationRule::GreaterThanOrEqualTo(Formula::new(format!("{day}"))))
        }
        Accepts::Amount => rule.allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0)),
        Accepts::Note => rule.allow_any_value(),
    };
    let prompt: String = input.prompt.chars().take(PROMPT).collect();
    let rule = rule.set_input_message(prompt.as_str())?.set_error_message(prompt.as_str())?;
    Ok(rule.set_error_style(DataValidationErrorStyle::Warning).ignore_blank(true))
}

/// As many words as a drop-down can hold.
fn fitting(words: &[String]) -> Vec<&str> {
    let mut room = WORDS;
    words
        .iter()
        .map(String::as_str)
        .take_while(|word| {
            let fits = room > word.chars().count();
            room = room.saturating_sub(word.chars().count() + 1);
            fits
        })
        .collect()
}
