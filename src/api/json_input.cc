#include "api/json_input.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"

namespace nuri::api {

namespace json = boost::json;

struct Input::State {
    json::object object;
    std::string path;  ///< "device." of an object within
    std::vector<std::string> asked;
    std::optional<Error> fault;

    const json::value* find(std::string_view name) {
        if (std::find(asked.begin(), asked.end(), name) == asked.end()) asked.emplace_back(name);
        const json::value* value = object.if_contains(name);
        return value != nullptr && !value->is_null() ? value : nullptr;
    }

    void note(std::string_view name, std::string_view message) {
        if (fault) return;
        fault = Error{ErrorKind::invalid, "`" + path + std::string(name) + "` " + std::string(message)};
    }

    /// A string within its bound. JSON can smuggle in control characters; no name, address or password of
    /// ours has one.
    std::string text_of(std::string_view name, const json::value& value, size_t bytes_max) {
        const json::string* text = value.if_string();
        if (text == nullptr) {
            note(name, "must be a string");
            return {};
        }
        if (text->size() > bytes_max) {
            note(name,
                 "has " + std::to_string(text->size()) + " bytes, more than " + std::to_string(bytes_max));
            return {};
        }
        const auto control = [](char c) {
            return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t';
        };
        if (std::any_of(text->begin(), text->end(), control)) {
            note(name, "holds a control character");
            return {};
        }
        return std::string(*text);
    }
};

Input::Input(std::unique_ptr<State> state) : state_(std::move(state)) {}
Input::Input(Input&&) noexcept = default;
Input::~Input() = default;

Result<Input> Input::of(const http::Request& request) {
    const auto type = request.headers.get("Content-Type");
    if (!type || !http::is_json(*type))
        return Error{ErrorKind::unsupported,
                     "the body must be JSON, sent with Content-Type: application/json"};
    json::parse_options options;
    options.max_depth = depth_max;
    json::error_code fault;
    json::value value = json::parse(request.body, fault, {}, options);
    if (fault == json::error::too_deep)
        return Error{ErrorKind::invalid,
                     "the body is nested more than " + std::to_string(depth_max) + " levels deep"};
    if (fault) return Error{ErrorKind::invalid, "the body is not JSON: " + fault.message()};
    if (!value.is_object()) return Error{ErrorKind::invalid, "the body must be one JSON object"};
    if (value.get_object().size() > members_max)
        return Error{ErrorKind::invalid,
                     "the body has more than " + std::to_string(members_max) + " members"};
    return of(std::move(value.get_object()));
}

Input Input::of(json::object object) {
    auto state = std::make_unique<State>();
    state->object = std::move(object);
    return Input(std::move(state));
}

std::string Input::text(std::string_view name, size_t bytes_max) {
    const json::value* value = state_->find(name);
    if (value != nullptr) return state_->text_of(name, *value, bytes_max);
    state_->note(name, "is missing; give a string");
    return {};
}

std::optional<std::string> Input::optional_text(std::string_view name, size_t bytes_max) {
    const json::value* value = state_->find(name);
    if (value == nullptr) return {};
    return state_->text_of(name, *value, bytes_max);
}

std::optional<int64_t> Input::optional_integer(std::string_view name, int64_t min, int64_t max) {
    const json::value* value = state_->find(name);
    if (value == nullptr) return {};
    const int64_t* number = value->if_int64();
    if (number != nullptr && *number >= min && *number <= max) return *number;
    state_->note(name, "must be a whole number from " + std::to_string(min) + " to " + std::to_string(max));
    return {};
}

std::optional<bool> Input::optional_truth(std::string_view name) {
    const json::value* value = state_->find(name);
    if (value == nullptr) return {};
    if (const bool* truth = value->if_bool()) return *truth;
    state_->note(name, "must be true or false");
    return {};
}

std::optional<std::vector<int64_t>> Input::optional_integers(std::string_view name, size_t count_max) {
    const json::value* value = state_->find(name);
    if (value == nullptr) return {};
    const json::array* array = value->if_array();
    if (array == nullptr || array->size() > count_max) {
        state_->note(name, "must be a list of at most " + std::to_string(count_max) + " numbers");
        return {};
    }
    std::vector<int64_t> numbers;
    for (const json::value& element : *array) {
        const int64_t* number = element.if_int64();
        if (number == nullptr || *number < 1) {
            state_->note(name, "must hold whole numbers above 0");
            return {};
        }
        numbers.push_back(*number);
    }
    return numbers;
}

std::optional<Instant> Input::optional_instant(std::string_view name) {
    const auto text = optional_text(name, 64);
    if (!text) return {};
    const auto moment = parse_instant(*text);
    if (moment) return *moment;
    state_->note(name, "is no time: " + moment.error().message + "; write it as 2026-06-01T00:00:00Z");
    return {};
}

std::optional<std::vector<std::string>> Input::optional_texts(std::string_view name, size_t count_max,
                                                              size_t bytes_max) {
    const json::value* value = state_->find(name);
    if (value == nullptr) return {};
    std::vector<std::string> texts;
    const json::array* array = value->if_array();
    if (array == nullptr || array->size() > count_max) {
        state_->note(name, "must be a list of at most " + std::to_string(count_max) + " strings");
        return texts;
    }
    for (const json::value& item : *array) texts.push_back(state_->text_of(name, item, bytes_max));
    return texts;
}

std::optional<std::vector<int64_t>> Input::optional_integers(std::string_view name, size_t count_max,
                                                             int64_t min, int64_t max) {
    const json::value* value = state_->find(name);
    if (value == nullptr) return {};
    std::vector<int64_t> numbers;
    const json::array* array = value->if_array();
    const auto fits = [&](const json::value& item) {
        const int64_t* number = item.if_int64();
        return number != nullptr && *number >= min && *number <= max;
    };
    if (array == nullptr || array->size() > count_max || !std::all_of(array->begin(), array->end(), fits)) {
        state_->note(name, "must be a list of at most " + std::to_string(count_max) + " whole numbers");
        return numbers;
    }
    for (const json::value& item : *array) numbers.push_back(item.get_int64());
    return numbers;
}

std::optional<std::map<std::string, std::string>> Input::optional_text_map(std::string_view name,
                                                                           size_t count_max,
                                                                           size_t bytes_max) {
    const json::value* value = state_->find(name);
    if (value == nullptr) return {};
    std::map<std::string, std::string> texts;
    const json::object* object = value->if_object();
    if (object == nullptr || object->size() > count_max) {
        state_->note(name, "must be an object of at most " + std::to_string(count_max) + " strings");
        return texts;
    }
    for (const auto& member : *object) {
        const std::string key(member.key());
        texts.emplace(key, member.value().is_null()
                               ? std::string()
                               : state_->text_of(std::string(name) + "." + key, member.value(), bytes_max));
    }
    return texts;
}

std::optional<Input> Input::optional_object(std::string_view name) {
    const json::value* value = state_->find(name);
    if (value == nullptr) return {};
    auto within = std::make_unique<State>();
    within->path = state_->path + std::string(name) + ".";
    if (const json::object* object = value->if_object()) {
        within->object = *object;
    } else {
        state_->note(name, "must be an object");
    }
    return Input(std::move(within));
}

std::optional<std::vector<Input>> Input::optional_objects(std::string_view name, size_t count_max) {
    const json::value* value = state_->find(name);
    if (value == nullptr) return {};
    std::vector<Input> inputs;
    const json::array* array = value->if_array();
    if (array == nullptr || array->size() > count_max ||
        !std::all_of(array->begin(), array->end(),
                     [](const json::value& item) { return item.is_object(); })) {
        state_->note(name, "must be a list of at most " + std::to_string(count_max) + " objects");
        return inputs;
    }
    for (const json::value& item : *array) {
        auto within = std::make_unique<State>();
        within->path = state_->path + std::string(name) + "[" + std::to_string(inputs.size()) + "].";
        within->object = item.get_object();
        inputs.push_back(Input(std::move(within)));
    }
    return inputs;
}

bool Input::null(std::string_view name) {
    state_->find(name);
    const json::value* value = state_->object.if_contains(name);
    return value != nullptr && value->is_null();
}

void Input::fault(std::string_view name, std::string_view message) {
    state_->note(name, message);
}

Result<> Input::finish() {
    if (state_->fault) return *state_->fault;
    for (const auto& member : state_->object) {
        if (std::find(state_->asked.begin(), state_->asked.end(), std::string_view(member.key())) !=
            state_->asked.end())
            continue;
        const std::string known =
            state_->asked.empty() ? "it takes none" : "known are " + join(state_->asked, ", ");
        return Error{ErrorKind::invalid, "`" + state_->path + std::string(member.key()) +
                                             "` is no member of this request; " + known};
    }
    return {};
}

}  // namespace nuri::api
