#include "avails/document.h"

#include <algorithm>

#include "base/text.h"

namespace nuri::avails {

TextId TextPool::intern(std::string_view text) {
    if (const auto known = ids_.find(text); known != ids_.end()) return known->second;
    const TextId id = static_cast<TextId>(texts_.size());
    ids_.emplace(texts_.emplace_back(text), id);
    bytes_ += text.size();
    return id;
}

std::optional<uint16_t> Sheet::column_of(Field field) const {
    for (size_t i = 0; i < columns.size(); ++i)
        if (columns[i].field == field) return static_cast<uint16_t>(i);
    return {};
}

namespace {

std::string_view without_prefix(std::string_view name) {
    const size_t colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

}  // namespace

std::string_view Document::local_name(const Element& element) const {
    return without_prefix(texts[element.name]);
}

const Element* Document::child(const Element& parent, std::string_view local) const {
    for (const uint32_t index : parent.children)
        if (local_name(elements[index]) == local) return &elements[index];
    return nullptr;
}

std::string_view Document::attribute(const Element& element, std::string_view local) const {
    for (const Attribute& attribute : element.attributes)
        if (without_prefix(texts[attribute.name]) == local) return texts[attribute.value];
    return {};
}

size_t Document::row_count() const {
    size_t count = 0;
    for (const Sheet& sheet : sheets)
        count += static_cast<size_t>(
            std::count_if(sheet.rows.begin(), sheet.rows.end(), [](const Row& row) { return !row.comment; }));
    return count;
}

void RowView::look_at(const Row& row) {
    row_ = &row;
    std::fill(cells_.begin(), cells_.end(), nullptr);
    for (const Cell& cell : row.cells) {
        const auto& field = sheet_.columns[cell.column].field;
        if (field && cells_[static_cast<size_t>(*field)] == nullptr)
            cells_[static_cast<size_t>(*field)] = &cell;
    }
}

std::string_view RowView::operator[](Field field) const {
    const Cell* found = cell(field);
    return found == nullptr ? std::string_view() : trim(document_.text(*found));
}

std::string column_letters(uint32_t place) {
    std::string letters;
    for (uint32_t left = place + 1; left > 0; left = (left - 1) / 26)
        letters.insert(letters.begin(), static_cast<char>('A' + (left - 1) % 26));
    return letters;
}

}  // namespace nuri::avails
