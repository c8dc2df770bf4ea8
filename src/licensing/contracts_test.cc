#include "licensing/contracts.h"

#include <gtest/gtest.h>

#include "licensing/footprint_register.h"
#include "licensing/law.h"
#include "store/revision.h"

namespace nuri::licensing {
namespace {

using namespace std::chrono_literals;

constexpr Instant may = std::chrono::sys_days{2025y / 5 / 1};
constexpr Instant june = std::chrono::sys_days{2025y / 6 / 1};
constexpr Instant september = std::chrono::sys_days{2025y / 9 / 1};
constexpr TitleId dawn(1);

world::Money dollars(int64_t cents) {
    return {cents, *world::Currency::parse("USD")};
}

ContractTerms summer_terms() {
    ContractTerms terms;
    terms.summary = "one summer in the Americas";
    terms.starts = june;
    terms.ends = september;
    terms.fees = {{"licence fee", dollars(2'500'000), june}, {"access letter", dollars(10'000), {}}};
    terms.guarantee = MinimumGuarantee{dollars(1'000'000), june, true};
    terms.royalties = {{.basis = RoyaltyBasis::net_receipts, .share_ppm = 350'000},
                       {.basis = RoyaltyBasis::view,
                        .amount = dollars(1200),
                        .territories = "419",
                        .license_types = {rights::LicenseType::svod},
                        .from_units = 100'000}};
    return terms;
}

class ContractsTest : public testing::Test {
  protected:
    ContractsTest() {
        for (const store::Schema* schema : {&store::revision_schema(), &Licensing::schema(),
                                            &FootprintRegister::schema(), &Contracts::schema()})
            EXPECT_TRUE(store::migrate(*database_, *schema, may));
    }

    template<typename Change>
    auto change(Change what) {
        return database_->write([&](store::Writer& writer) { return what(writer); });
    }
    Result<ContractId> open(const char* reference, Direction direction, const ContractTerms& terms) {
        return change([&](auto& w) {
            return Contracts::open(w, "Hanok Pictures", reference, direction, terms, "mina", may);
        });
    }
    Result<int> submit(ContractId id) {
        return change([&](auto& w) { return Contracts::submit(w, id, may); });
    }
    Result<int> decide(ContractId id, bool approve, const char* by, Eyes eyes = Eyes::four,
                       const char* note = "") {
        return change([&](auto& w) { return Contracts::decide(w, id, approve, by, eyes, note, may); });
    }
    Result<int> write(ContractId id, const ContractTerms& terms, std::optional<int> expected = {}) {
        return change([&](auto& w) { return Contracts::write(w, id, terms, "mina", expected, may); });
    }
    ContractFile file(ContractId id) {
        return *database_->read([&](store::Reader& reader) { return Contracts::file(reader, id); });
    }

    std::unique_ptr<store::Database> database_ = *store::Database::open_temporary();
    Licensing licensing_{*database_};
};

TEST_F(ContractsTest, KeepsEveryTermAsItWasWritten) {
    const ContractId id = *open("HP-7", Direction::in, summer_terms());
    const ContractFile kept = file(id);
    EXPECT_EQ(kept.partner, "Hanok Pictures");
    EXPECT_EQ(kept.contract.status, ContractStatus::draft);
    ASSERT_EQ(kept.versions.size(), 1u);
    EXPECT_EQ(kept.versions[0].terms, summer_terms());
    EXPECT_EQ(kept.in_force(), nullptr);
}

TEST_F(ContractsTest, HoldsFromItsApprovalOnAndGivesTheContractItsDates) {
    const ContractId id = *open("HP-7", Direction::in, summer_terms());
    EXPECT_EQ(decide(id, true, "jo").error().kind, ErrorKind::conflict) << "nothing was submitted";
    ASSERT_TRUE(submit(id));
    EXPECT_EQ(submit(id).error().kind, ErrorKind::conflict);
    EXPECT_EQ(write(id, {}).error().kind, ErrorKind::conflict) << "it waits";
    ASSERT_EQ(*decide(id, true, "jo"), 1);
    const ContractFile kept = file(id);
    ASSERT_NE(kept.in_force(), nullptr);
    EXPECT_EQ(kept.in_force()->decided_by, "jo");
    EXPECT_EQ(kept.contract.status, ContractStatus::active);
    EXPECT_EQ(kept.contract.starts, june);
    EXPECT_EQ(kept.contract.ends, september);
}

TEST_F(ContractsTest, WantsFourEyesUnlessTheHouseSaysTwo) {
    const ContractId id = *open("HP-7", Direction::in, summer_terms());
    ASSERT_TRUE(submit(id));
    EXPECT_EQ(decide(id, true, "mina").error().kind, ErrorKind::forbidden);
    EXPECT_TRUE(decide(id, true, "mina", Eyes::two));
}

TEST_F(ContractsTest, ADraftIsRewrittenAndWhatWasDecidedIsNot) {
    const ContractId id = *open("HP-7", Direction::in, summer_terms());
    ContractTerms other = summer_terms();
    other.fees.pop_back();
    EXPECT_EQ(*write(id, other), 1);
    EXPECT_EQ(write(id, other, 2).error().kind, ErrorKind::conflict) << "somebody expects another newest";
    ASSERT_TRUE(submit(id));
    EXPECT_EQ(decide(id, false, "jo").error().kind, ErrorKind::invalid) << "a rejection says why";
    ASSERT_TRUE(decide(id, false, "jo", Eyes::four, "the fee is wrong"));
    EXPECT_EQ(*write(id, summer_terms(), 1), 2);
    ASSERT_TRUE(submit(id));
    ASSERT_TRUE(decide(id, true, "jo"));
    EXPECT_EQ(*write(id, other), 3);
    const ContractFile kept = file(id);
    ASSERT_EQ(kept.versions.size(), 3u);
    EXPECT_EQ(kept.versions[0].terms, other);
    EXPECT_EQ(kept.versions[0].state, VersionState::rejected);
    EXPECT_EQ(kept.in_force()->number, 2) << "a later draft does not hold";
}

TEST_F(ContractsTest, RefusesTermsThatMakeNoSense) {
    const ContractId id = *open("HP-7", Direction::in, summer_terms());
    const ContractId out = *open("OUT-1", Direction::out, {});
    const struct {
        const char* name;
        ContractTerms terms;
        ErrorKind kind;
    } cases[] = {
        {"ends in the moment it starts", {.summary = "", .starts = june, .ends = june}, ErrorKind::invalid},
        {"a fee of nothing", {.summary = "", .fees = {{"fee", dollars(0), {}}}}, ErrorKind::invalid},
        {"a fee without a name", {.summary = "", .fees = {{" ", dollars(1), {}}}}, ErrorKind::invalid},
        {"a guarantee below nothing",
         {.summary = "", .fees = {}, .guarantee = MinimumGuarantee{dollars(-1), {}, true}},
         ErrorKind::invalid},
        {"a share above the whole",
         {.summary = "", .fees = {}, .royalties = {{.share_ppm = 1'000'001}}},
         ErrorKind::invalid},
        {"a share of nothing", {.summary = "", .fees = {}, .royalties = {{}}}, ErrorKind::invalid},
        {"views without an amount",
         {.summary = "", .fees = {}, .royalties = {{.basis = RoyaltyBasis::view}}},
         ErrorKind::invalid},
        {"territories that are none",
         {.summary = "", .fees = {}, .royalties = {{.share_ppm = 1, .territories = "Atlantis"}}},
         ErrorKind::invalid},
        {"sources of rights in", {.summary = "", .fees = {}, .sources = {id}}, ErrorKind::invalid},
    };
    for (const auto& row : cases) EXPECT_EQ(write(id, row.terms).error().kind, row.kind) << row.name;
    EXPECT_EQ(write(out, {.summary = "", .fees = {}, .sources = {out}}).error().kind, ErrorKind::invalid);
    EXPECT_EQ(write(out, {.summary = "", .fees = {}, .sources = {id, id}}).error().kind, ErrorKind::invalid);
    EXPECT_EQ(write(out, {.summary = "", .fees = {}, .sources = {ContractId(99)}}).error().kind,
              ErrorKind::not_found);
    EXPECT_TRUE(write(out, {.summary = "", .fees = {}, .sources = {id}}));
    EXPECT_TRUE(write(id, {.summary = "", .fees = {}, .royalties = {{.share_ppm = 1'000'000}}}));
}

TEST_F(ContractsTest, LicencesUnderADraftOrForRightsOutAreNotInForce) {
    const rights::TitleNode nodes[] = {{dawn, {}}};
    const auto titles = *rights::TitleTree::from(nodes);
    FootprintRegister footprint(*database_);
    const auto us = *world::Territory::parse("US");
    ASSERT_TRUE(footprint.set(us, world::ServiceState::launched(may), "mina", may));
    const auto allowed = [&] {
        return (*compile_law(*database_, titles))
            ->index.decide({.title = dawn, .territory = us, .home = {}, .at = june})
            .allowed;
    };
    const ContractId in = *open("HP-7", Direction::in, summer_terms());
    const ContractId out = *open("OUT-1", Direction::out, {});
    NewGrant grant{.title = dawn, .territories = "US", .from = june, .partner = "Hanok Pictures"};
    for (const char* contract : {"HP-7", "OUT-1"}) {
        grant.contract = contract;
        ASSERT_TRUE(licensing_.add(grant, titles, may));
    }
    EXPECT_FALSE(allowed());
    ASSERT_TRUE(submit(out));
    ASSERT_TRUE(decide(out, true, "jo"));
    EXPECT_FALSE(allowed()) << "what we gave to another";
    ASSERT_TRUE(submit(in));
    ASSERT_TRUE(decide(in, true, "jo"));
    EXPECT_TRUE(allowed());
    ASSERT_TRUE(change([&](auto& w) { return Contracts::end(w, in, may); }));
    EXPECT_TRUE(allowed()) << "a licence keeps its window when its contract is over";
    EXPECT_EQ(write(in, {}).error().kind, ErrorKind::conflict);
}

TEST_F(ContractsTest, AnObligationComesWithItsNoticeAndIsDoneOnce) {
    const ContractId id = *open("HP-7", Direction::in, summer_terms());
    Obligation report{
        .id = {}, .contract = id, .what = "usage report", .due = june, .notice_days = 10, .owner = "jo"};
    const auto added = change([&](auto& w) { return Contracts::add_obligation(w, report); });
    ASSERT_TRUE(added);
    report.id = *added;
    const auto coming = [&](Instant at) {
        return *database_->read([&](store::Reader& reader) { return Contracts::coming(reader, at, 10); });
    };
    const Instant notice = june - 10 * 24h;
    EXPECT_TRUE(coming(notice - 1ms).empty());
    EXPECT_EQ(coming(notice), std::vector{report});
    const auto finish = [&] {
        return change([&](auto& w) { return Contracts::finish_obligation(w, *added, "jo", may); });
    };
    ASSERT_TRUE(finish());
    EXPECT_TRUE(coming(notice).empty());
    EXPECT_EQ(finish().error().kind, ErrorKind::conflict);
    EXPECT_EQ(change([&](auto& w) { return Contracts::change_obligation(w, report); }).error().kind,
              ErrorKind::conflict);
}

TEST_F(ContractsTest, KeepsPapersAndPaymentsAsTheyCame) {
    const ContractId id = *open("HP-7", Direction::in, summer_terms());
    const Document paper{.id = {},
                         .contract = id,
                         .name = "HP-7 signed.pdf",
                         .media_type = "application/pdf",
                         .object = "sha256/ab/abcd",
                         .sha256 = "abcd",
                         .size_bytes = 1234,
                         .added = may,
                         .added_by = "mina"};
    ASSERT_TRUE(change([&](auto& w) { return Contracts::add_document(w, paper); }));
    const auto pay = [&](int64_t cents) {
        return change([&](auto& w) {
            return Contracts::add_payment(w, {{}, id, "licence fee", dollars(cents), june, "", "mina"});
        });
    };
    EXPECT_FALSE(pay(0));
    ASSERT_TRUE(pay(2'500'000));
    ASSERT_TRUE(pay(-500'000)) << "a mistake is paid back";
    const ContractFile kept = file(id);
    ASSERT_EQ(kept.documents.size(), 1u);
    EXPECT_EQ(kept.documents[0].object, paper.object);
    EXPECT_EQ(kept.documents[0].size_bytes, paper.size_bytes);
    ASSERT_EQ(kept.payments.size(), 2u);
    EXPECT_EQ(kept.payments[1].amount, dollars(-500'000));
}

}  // namespace
}  // namespace nuri::licensing
