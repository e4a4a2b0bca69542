//! Book (账簿): what is kept from run to run. Format 1.
