#include "catalogue/reference.h"

#include "base/check.h"
#include "base/text.h"

namespace nuri::catalogue {

namespace {

constexpr std::string_view alid_prefix = "md:alid:";
constexpr std::string_view eidr_prefix = "10.5240/";
constexpr size_t alid_size_max = 256;
constexpr int number_max = 99'999;

/// Takes "s12" off the front of "s12e3"; none if it does not begin so.
std::optional<int> take_number(std::string_view& text, char letter) {
    if (text.empty() || (text.front() != letter && text.front() != letter - 'a' + 'A')) return {};
    size_t end = 1;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
    const auto number = parse_integer(text.substr(1, end - 1));
    if (!number || *number > number_max) return {};
    text.remove_prefix(end);
    return static_cast<int>(*number);
}

int value_of_character(char c) {
    return c <= '9' ? c - '0' : c - 'A' + 10;
}

}  // namespace

Result<Reference> Reference::parse(std::string_view text) {
    const Error bad{ErrorKind::invalid, "'" + std::string(text.substr(0, 120)) +
                                            "' names no title: give a slug (tide-line), a place "
                                            "(series/s1e2), an ALID (md:alid:…) or an EIDR (10.5240/…)"};
    if (text.substr(0, alid_prefix.size()) == alid_prefix) return Reference{By::alid, TRY(parse_alid(text))};
    if (text.substr(0, eidr_prefix.size()) == eidr_prefix) return Reference{By::eidr, TRY(parse_eidr(text))};

    const size_t slash = text.find('/');
    Reference reference{By::slug, std::string(text.substr(0, slash))};
    if (!is_slug(reference.name)) return bad;
    if (slash == std::string_view::npos) return reference;
    std::string_view place = text.substr(slash + 1);
    reference.season = take_number(place, 's');
    reference.episode = take_number(place, 'e');
    if (!place.empty() || (!reference.season && !reference.episode)) return bad;
    return reference;
}

Result<std::string> parse_eidr(std::string_view text) {
    const std::string eidr = to_upper(text);
    bool good = eidr.size() == eidr_prefix.size() + 26 && eidr.substr(0, eidr_prefix.size()) == eidr_prefix;
    for (size_t i = 0; good && i < 26; ++i) {
        const char c = eidr[eidr_prefix.size() + i];
        const bool digit = c >= '0' && c <= '9';
        if (i == 25) {
            good = digit || (c >= 'A' && c <= 'Z');
        } else {
            good = i % 5 == 4 ? c == '-' : digit || (c >= 'A' && c <= 'F');
        }
    }
    if (!good)
        return Error{ErrorKind::invalid,
                     "'" + std::string(text.substr(0, 120)) +
                         "' is no EIDR: it would read 10.5240/XXXX-XXXX-XXXX-XXXX-XXXX-C"};
    return eidr;
}

char eidr_check_character(std::string_view eidr) {
    CHECK(eidr.size() == eidr_prefix.size() + 26);
    // ISO 7064, 8.2 (a hybrid system): 36 values, and sums carried modulo 37.
    int sum = 36;
    for (size_t i = eidr_prefix.size(); i < eidr.size() - 2; ++i) {
        if (eidr[i] == '-') continue;
        sum += value_of_character(eidr[i]);
        sum = sum > 36 ? sum - 36 : sum;
        sum = sum * 2 % 37;
    }
    return "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(37 - sum) % 36];
}

Result<std::string> parse_alid(std::string_view text) {
    bool good = text.size() > alid_prefix.size() && text.size() <= alid_size_max &&
                text.substr(0, alid_prefix.size()) == alid_prefix && is_utf8(text);
    for (const char c : text) good = good && static_cast<unsigned char>(c) > ' ' && c != 0x7f;
    if (!good)
        return Error{ErrorKind::invalid, "'" + std::string(text.substr(0, 120)) +
                                             "' is no ALID: it would read md:alid:…, without white space"};
    return std::string(text);
}

}  // namespace nuri::catalogue
