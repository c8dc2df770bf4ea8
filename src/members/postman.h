#pragma once

#include <string>

#include "base/result.h"
#include "base/time.h"
#include "members/mail.h"

namespace nuri::store {
class Database;
}

namespace nuri::members {

/// Writes and sends the letters that are due. A request leaves a row (`letters_due`) in the same transaction
/// as its cause; the Postman comes by, finds out what letter that calls for, makes the secret of its link,
/// sends it and deletes the row.
///
/// So a letter is neither lost by a `kill -9` nor by a mail server that is away, a secret is never kept in
/// plain text, and a request takes as long for an address that is known as for one that is not. A process
/// killed between sending and deleting sends the letter twice; the second has a link of its own, and both
/// work until one is used.
///
/// One thread at a time. Borrows the database and the port.
class Postman {
  public:
    struct Settings {
        std::string service_name = "nuri";
        std::string public_url;  ///< of the pages, without a slash at the end: "https://watch.example"
        std::string verify_path = "/verify";
        std::string reset_path = "/reset";
        std::string account_path = "/account";
    };

    /// A letter that cannot be sent is tried again after 1, 2, 4, … minutes, and given up, with a line in the
    /// log, after this many.
    static constexpr int attempts_max = 10;

    Postman(store::Database& database, MailPort& port, Settings settings)
        : database_(database), port_(port), settings_(std::move(settings)) {}

    /// Sends what is due now, `count_max` letters at most. Returns how many rows are done with. The server
    /// calls it every second or after a request that left a row. Links are `{public_url}{path}?token=…`.
    Result<int> deliver_due(Instant now, int count_max = 100);

  private:
    store::Database& database_;
    MailPort& port_;
    Settings settings_;
};

}  // namespace nuri::members
