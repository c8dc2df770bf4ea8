#pragma once

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "members/accounts.h"
#include "members/operators.h"
#include "members/postman.h"
#include "members/profile.h"
#include "members/schema.h"
#include "store/database.h"
#include "store/migration.h"

namespace nuri::members {

/// A mail port that keeps what it is given, and fails when it is told to.
class MailBag final : public MailPort {
  public:
    Result<> send(const Letter& letter, Instant) override {
        if (away) return Error{ErrorKind::unavailable, "the mail server is away"};
        letters.push_back(letter);
        return {};
    }

    /// The secret in the link of the last letter; empty if it has none.
    std::string last_secret() const {
        if (letters.empty()) return "";
        const std::string& text = letters.back().text;
        const size_t at = text.find("?token=");
        return at == std::string::npos ? "" : text.substr(at + 7, 43);
    }

    bool away = false;
    std::vector<Letter> letters;
};

/// A test with records of its own, cheap hashes and a clock that is an argument.
class MembersTest : public testing::Test {
  protected:
    static constexpr Instant noon =
        std::chrono::sys_days{std::chrono::year{2025} / 6 / 1} + std::chrono::hours(12);

    MembersTest() {
        EXPECT_TRUE(store::migrate(*database, schema(), noon));
        EXPECT_TRUE(store::migrate(*database, Operators::access_schema(), noon));
    }

    static NewMember ana() { return {"ana@example.com", "tide line 1", "mx", "es-MX", "premium"}; }

    AccountId add_ana() { return *accounts.add(ana(), noon); }

    void deliver(Instant now) { ASSERT_TRUE(postman.deliver_due(now)); }

    std::unique_ptr<store::Database> database = *store::Database::open_temporary();
    PasswordHasher hasher{PasswordHasher::Cost::least()};
    Accounts accounts{*database, hasher};
    Sessions sessions{*database};
    Profiles profiles{*database, hasher};
    MailBag mail;
    Postman postman{*database, mail, {"nuri", "https://watch.example", "/verify", "/reset"}};
};

}  // namespace nuri::members
