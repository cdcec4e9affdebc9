//! One word, one meaning: no type has the name of another room's type.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::Visit;

use super::{is_test_file, room, sources};

/// Names that two rooms may share, and why.
const SHARED: &[(&str, &str)] = &[];

/// The types of one file.
#[derive(Default)]
struct Types(BTreeSet<String>);

impl<'ast> Visit<'ast> for Types {
    fn visit_item_struct(&mut self, it: &'ast syn::ItemStruct) {
        self.0.insert(it.ident.to_string());
    }

    fn visit_item_enum(&mut self, it: &'ast syn::ItemEnum) {
        self.0.insert(it.ident.to_string());
    }

    fn visit_item_trait(&mut self, it: &'ast syn::ItemTrait) {
        self.0.insert(it.ident.to_string());
    }

    fn visit_item_type(&mut self, it: &'ast syn::ItemType) {
        self.0.insert(it.ident.to_string());
    }

    fn visit_item_mod(&mut self, it: &'ast syn::ItemMod) {
        if it.ident != "tests" {
            syn::visit::visit_item_mod(self, it);
        }
    }
}

#[test]
fn no_type_name_stands_in_two_rooms() {
    let mut rooms: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in sources().into_iter().filter(|it| !is_test_file(it)) {
        let Some(room) = room(&path) else { continue };
        let text = std::fs::read_to_string(&path).expect("a source file is UTF-8");
        let mut types = Types::default();
        types.visit_file(&syn::parse_file(&text).expect("it compiles"));
        for name in types.0 {
            rooms.entry(name).or_default().insert(room.clone());
        }
    }
    println!("types: {}, shared names: {}", rooms.len(), SHARED.len());
    assert!(rooms.len() > 500, "the types were found");
    let told: Vec<_> = rooms
        .iter()
        .filter(|(name, rooms)| rooms.len() > 1 && !SHARED.iter().any(|(shared, _)| shared == name))
        .collect();
    assert!(
        told.is_empty(),
        "names of types in several rooms: {told:#?}"
    );
}
