#pragma once

#include <span>
#include <string_view>

#include "avails/field.h"

namespace nuri::avails {

/// The words of a field's vocabulary, in the specification's spelling; empty for a field that has none.
/// Spec: MovieLabs Avails 2.1 to 2.7 and workbooks 1.6 to 1.9, controlled vocabularies.
std::span<const std::string_view> words(Field field);

/// An open vocabulary may be added to between two parties: a word of theirs is worth a warning.
bool is_open(Field field);

/// In any case.
bool is_word(Field field, std::string_view word);

/// Terms of a Transaction (Term@termName).
std::span<const std::string_view> term_names();
/// Types of an Avail (AvailType).
std::span<const std::string_view> avail_types();

/// A vocabulary that XML alone has.
struct ElementWords {
    std::string_view parent;  ///< the element that it stands in; empty: any
    std::string_view element;
    std::string_view attribute;  ///< empty: the element's own text
    std::span<const std::string_view> words;
    bool open = false;
};
/// Spec: MovieLabs Avails 2.7 and Common Metadata 2.12, controlled vocabularies.
std::span<const ElementWords> element_words();

/// The known word that is likeliest meant; empty if none is near. Bytes are compared without regard to case,
/// and a third of them may differ, or two of a short word.
std::string_view nearest(std::string_view word, std::span<const std::string_view> known);

}  // namespace nuri::avails
