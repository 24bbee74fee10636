"""The truth about projects 201 to 210, written from the regulation before any program read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blind.truth import Truth, faults, innocents

if TYPE_CHECKING:
    from blind.sheets import Places

_FAULTS = """
F01|J32-7|query|201||400,000.00 399,999.99 0.01|32(七): self-raised money is a cent short of the promise after acceptance.
F02|J29-2|query|201|bonus-after-acceptance|15,000.00|29: the balance after acceptance is for direct costs, this is a bonus.
F03|J15-2|query|201|cash-over|1,000.01|15: porterage paid in cash above 1,000 and not of article 17.
F04|J17-1|query|201|translation||17: a translation bureau is paid without an invoice.
F05|J18-1|query|201|printer-over|10,000.01|18: a printer a cent above 10,000 with neither contract nor procurement.
F06|J18-1|query|201|special-over|50,000.01|18: a special raw material a cent above 50,000 with neither contract nor procurement.
F07|J18-2|query|201|split-1 split-2|11,500.00|18: two computers from one shop within five days pass 10,000 together.
F08|J05-3|query|201|laptop-as-material|5,899.00|5: a notebook computer charged to materials.
F09|J32-6d|notice|201|nineteen-digits||32(六): an invoice number of 19 digits does not exist.
F10|J32-6c|query|201|stale-invoice||32(六): the invoice is 372 days older than its posting.
F32|J10-1|violation|202||2,000,000.00 2,060,000.00 60,000.00|10: 5,000,000 at 30% and 2,000,000 at 25% allow 2,000,000.
F33|J13-1|notice|202||31|13: 31 days between 2023-08-21 and 2023-09-21.
F34|J06-1|query|202||200,000.00|6, 民法典 1259: equipment of 200,000.00 without a name or number.
F35|J16-1|violation|202||1,230,500.00 1,219,999.99 10,500.01|16: equipment spending passes budget and change.
F36|J32-4b|notice|202|advance-open|50,000.00|32(四): an advance open for 293 days.
F37|J15-2|query|202|cash-counter|2,600.00|15: the counter account is 库存现金.
F38|J32-5b|query|202||600,000.00 650,000.00 50,000.00|32(五): the university received more than agreed.
F39|J32-4a|query|202|moved-to-201||32(四): a correction moves cost to another project.
F50|J29-1|violation|203||136,447.78 20,000.00 116,447.78|29: 450,000 - 313,552.22 is due, 20,000 came back.
F51|J29-3|query|203|after-close||29: spending 41 days after closing.
F52|J10-3|notice|203||135,000.00 150,000.00|10: exactly 90% of the approved indirect costs.
F53|J20-1|query|203|no-asset|4,260.00|20: a shaker without an asset number.
F54|J27-1|violation|203||209,999.99 300,000.00|27: a cent below 70% of 300,000.
F55|J25-1|violation|203|assistant-over|700.00 500.00|25: 助理研究员 is of the other persons, 500 a day.
F56|J25-1|violation|203|half-day-over|600.00 500.00|25: half a day of a senior expert is 500.
F57|J25-2|query|203|two-projects-203 204:two-projects-204||25: one expert, one day, two projects.
F58|J25-2|query|204|two-projects-204 203:two-projects-203||25: one expert, one day, two projects.
F59|J25-3|query|203|member-as-expert||25: a team member (same identity number) takes an expert fee.
F60|J19-1|query|203|tax-missing|850.00|19: 850 in the month and no tax.
F61|J32-6a|violation|203|invoice-twice-203 204:invoice-twice-204|9,720.00 4,860.00|32(六): one invoice charged in full to two projects.
F62|J32-6a|violation|204|invoice-twice-204 203:invoice-twice-203|9,720.00 4,860.00|32(六): one invoice charged in full to two projects.
F63|J06-2|query|203|tester-203 204:tester-204||6: the same tester bought in two projects.
F64|J06-2|query|204|tester-204 203:tester-203||6: the same tester bought in two projects.
F83|J15-1|query|204|other-name-1 other-name-2||15, 32(一): one code under two project names.
F84|J12-1|notice|204||500,000.00|12, 民法典 1259: 500,000.00 in two payments.
F85|J10-2|violation|204||180,000.01 180,000.00 0.01|10: indirect spending a cent above budget and ceiling.
F86|J16-3|query|204||500,320.00 500,000.00 320.00|16: fiscal spending above the funds.
F87|J32-4c|notice|204|rush-1 rush-2 rush-3 rush-4 rush-5||32(四): 48% of all spending in the last 60 days.
F88|J32-2|query|204|one-account-1 one-account-2||32(二): one account for two persons.
F95|J22-1|query|205|||22: 包干制 is tried in social development, not in agriculture.
F96|J22-2|violation|205|||22: 包干制 without the pledge.
F97|J30-1|notice|205|||30: 85% of the time, 32% of the money.
F98|J17-1|query|205|mulberry-from-firm||17: farm goods without an invoice, but from a company.
F99|J15-2|query|205|mulberry-from-firm|2,860.00|15: cash to a company.
F100|J32-3a|query|205|shopping-card||32(三): shopping cards for customers.
F101|J32-3a|query|205|scenic-ticket||32(三): tickets of a scenic place.
F102|J32-6b|query|205|run-1 run-2 run-3||32(六): three numbers in a row from one shop on three days.
F103|J32-6f|query|205|no-voucher||32(六): no voucher number.
F111|J23-1|query|206|||23: no financial assistant.
F112|J29-3|query|206|after-termination||29: spending 43 days after termination.
F120|J10-1|violation|207||375,000.00 400,000.00 25,000.00|10: equipment purchases are to be deducted first.
F121|J14-1|query|207|||14: 60% has arrived, the university has half of its share.
F122|J16-2|notice|207|||16: 2024-04-26 to 2024-05-08 is six working days (28 April was worked).
F123|J32-5a|query|207|outsider|45,000.00|32(五): cooperation money for a company that is no participant.
F124|J32-3b|query|207|before-start||spending before the start.
F125|J32-6d|notice|207|||32(六): the check character of 太原理工大学's credit code is wrong.
F134|J02-1|notice|208|||2: the plan is not one of the three.
F135|J10-1|violation|208||108,000.00 110,000.00 2,000.00|10: 30% of (400,000 - 40,000).
F136|J29-1|violation|208||510,000.00 112,345.67 397,654.33|29: a revoked project returns all, not the balance.
F137|J05-1|notice|208|vague||5: no cost head and no telling summary.
F138|J32-4a|query|208|moved-to-207||32(四): cost moved to another project.
F145|J05-2|query|209|official-meal||5: official hospitality is on no list.
F146|J07-1|query|209|housing-fund||7: the housing fund belongs to labour.
F147|J09-1|query|209|property-fee||9: property service is indirect.
F148|J09-2|query|209|bonus-in-labour||9: a bonus charged to labour.
F149|J05-4|query|209|expert-in-meeting||5(三): an expert fee charged to meetings.
F150|J32-6g|query|209|wrong-total|9,290.00 9,200.00|32(六): the month's total differs from its lines.
F151|J35-1|notice|209|||35: running on 2023-01-01 and the chosen rules are not said.
F161|J32-6e|query|210|double-1 double-2|1,260.00|32(六): one purchase booked twice.
F162|J05-2|query|210|union||5: union dues are on no list.
F163|J05-2|query|210|late-fee||5: a late fee is on no list.
F164|J32-3a|query|210|late-fee||32(三): a late fee.
F165|J32-3b|query|210|before-start||spending before the start.
"""

_INNOCENTS = """
N11|J10-1|201||10: 150,000 is 30% of (650,000 - 150,000) to the cent; self-raised equipment plays no part.
N12|J10-2|201||10: 134,999.99 spent is below the approved 150,000.
N13|J10-3|201||10: 134,999.99 is a cent below 90% of 150,000.
N14|J16-1|201|self-equipment|16: 170,000.00 of fiscal equipment equals budget and change; the 220,000 is self-raised.
N15|J16-2|201||16: 2023-09-25 to 2023-10-08 is five working days (7 and 8 October were worked).
N16|J16-3|201||16: spending of both sources passes 800,000, fiscal spending does not.
N17|J12-1|201||12: two payments, but the project is above 500,000.
N19|J29-1|201||29: after acceptance the balance stays with the unit.
N20|J29-2|201|balance-1 balance-2|29: direct spending of the balance is what the article wants.
N21|J32-3b|201|balance-1 balance-2|29: after acceptance the balance may be spent on direct costs.
N22|J15-2|201|cash-under|15: 999.99 is below the settlement floor.
N23|J17-1|201|allowance|17: meals and local transport are lump sums without invoices.
N24|J18-1|201|camera-at-limit special-at-limit|18, 民法典 1259: 10,000.00 and 50,000.00 are within the limits.
N25|J18-2|201|apart-1 apart-2|18: eight days apart.
N26|J18-2|201|same-contract-1 same-contract-2|18: both under one contract.
N27|J05-3|201|microscope-part|5: a part of a microscope, unit price 630.
N28|J32-3a|201|low-smoke-cable electrochemistry yantai invoice-365|32(三): 低烟 cable, 电化学费, the city 烟台, 大酒店 as a venue.
N29|J32-6c|201|invoice-365|32(六): exactly 365 days.
N30|J32-6d|201|paper-invoice|32(六): 12-digit code and 8-digit number.
N31|J09-2|201|indirect-bonus|9: 激励 paid from indirect costs.
N40|J16-2|202||16: 2024-09-30 to 2024-10-12 is five working days (Saturday the 12th was worked).
N41|J14-1|202||14: the participant has all that was agreed, and more.
N42|J32-4b|202|advance-repaid|32(四): repaid after 36 days, the rest in money.
N43|J15-2|202|cash-counter-small|15: 860 in cash.
N44|J09-1|202|workshop-power|5(二): power for a test furnace is 燃料动力费.
N45|J07-1|202|social-in-labour|7: social insurance charged to labour.
N46|J09-2|202|perf-in-indirect|9: 绩效 paid from indirect costs.
N47|J10-2|202||10: 1,700,000 spent is within the ceiling of 2,000,000.
N48|J30-1|202||30: 94% of the time and 76% of the money.
N65|J10-1|203||10: basic research, 150,000 is 60% of (300,000 - 50,000) to the cent.
N66|J12-1|203||12: two vouchers of one day.
N67|J15-1|203||15: two projects in one sheet, each line has its code and this project one name.
N68|J29-3|203|day-30|29: the thirtieth day after closing.
N69|J32-3b|203|day-30 after-close|within 90 days of the end.
N70|J20-1|203|cheap-units|20: unit price 999.
N71|J06-2|203|chlorophyll-203|6: another model and below 10,000.
N72|J25-1|203|associate-at-limit academician|25: 1,000 for 副研究员 and 6,000 for 院士 are the limits themselves.
N73|J25-1|203|half-1 half-2|25: two half days of 500 make the day's 1,000.
N74|J25-2|203|half-1 half-2|25: two half days.
N75|J25-1|203|two-projects-203|25: 8 hours and 1,000 over both projects.
N76|J25-3|203|member-labour|5(三): labour of team members is allowed.
N77|J19-1|203|tax-free|19: exactly 800.
N78|J17-1|203|seed-from-farmer|17: seed samples from a farmer.
N79|J05-4|203|result-evaluation|37号: evaluation of results may be charged.
N80|J32-6a|203|invoice-shared-203|32(六): 6,000 + 3,500 is the invoice of 9,500.
N81|J32-3a|203|alcohol|32(三): 酒精 for disinfection.
N82|J16-1|203||16: equipment of 30,056 within 50,000.
N89|J10-1|204||10: soft science, 180,000 is 60% of 300,000.
N90|J16-1|204||16: 20,000.00 is the budget itself.
N91|J27-1|204||27: 105,000 is exactly 70%.
N92|J32-6a|204|reversal-1 reversal-2 reversal-3|32(六): booked, reversed, booked again within 60 days.
N93|J32-3a|204|tourism-survey rush-5|32(三): 旅游资源调查 is research; 阳光大酒店 is a venue.
N94|J29-1|204||29: accepted.
N105|J15-2|205|cocoons-from-farmer silkworm-sand casual-labour casual-labour-2|17: cocoons and samples from farmers, casual hands.
N106|J17-1|205|cocoons-from-farmer silkworm-sand casual-labour casual-labour-2|17: cocoons and samples from farmers, casual hands.
N107|J32-3a|205|alcohol yantai|32(三): 酒精 and the city 烟台.
N108|J32-6b|205|pair-1 pair-2|32(六): two in a row are not three.
N109|J12-1|205||12: paid at once.
N110|J13-1|205||13: paid after 26 days.
N113|J29-1|206||29: balance and unrelated 12,000 came back to the cent.
N114|J29-3|206|within-settlement|29: 28 days after termination.
N115|J10-1|206||10: only purchases are deducted, rentals are not: 30% of 400,000.
N116|J16-1|206|equipment-red rental|16: after the red entry 140,000.00, the budget itself.
N118|J32-7|206||32(七): 120,000 and 80,000 make the promised 200,000.
N119|J35-1|206||35: running on the day, and the unit chose the new rules.
N126|J13-1|207||13: exactly 30 days.
N128|J32-5a|207|name-variant|32(五): the participant with the other brackets.
N129|J16-1|207|equipment-exact equipment-self|16: 380,000.00 equals budget and change; 200,000 is self-raised.
N130|J32-7|207||32(七): the project still runs.
N131|J32-3a|207|jiuquan|32(三): the city 酒泉.
N132|J09-2|207|self-evaluation|28: 绩效自评价 is no bonus.
N133|J06-1|207||6: five cabinets of 70,000, with name and number.
N140|J12-1|208||12: two payments, 510,000.
N141|J32-7|208|self-only|32(七): self-raised spending of 150,000 keeps the promise.
N142|J32-6b|208|serial-1 serial-2 serial-3|32(六): 20-digit numbers say nothing by their order.
N143|J32-3a|208|flue-gas|32(三): 烟气.
N144|J32-4a|208|own-reversal|32(四): names no other project.
N152|J29-1|209||29: the opening balance counts; the rest came back to the cent.
N153|J07-1|209|social-right|7: social insurance charged to labour.
N154|J09-2|209|evaluation-printing perf-right|28, 9: 绩效评价 is no bonus; 绩效 in indirect costs.
N155|J05-4|209|result-evaluation|37号: evaluation of results.
N156|J05-3|209|toner|5: toner is a consumable.
N157|J16-2|209||16: the five days hold for equipment only.
N158|J32-3b|209|day-90|the ninetieth day after the end.
N159|J29-3|209|day-90|29: 21 days after closing.
N160|J10-1|209||10: 60,000 is 30% of 200,000.
N166|J22-1|210||22: key plan, social development.
N167|J22-2|210||22: the pledge is there.
N168|J13-1|210||13: exactly 30 days.
N169|J14-1|210||14: the whole share passed on after 19 days.
N170|J32-5b|210||32(五): more than half goes out, as agreed.
N171|J30-1|210||30: 50% of the time, 31% of the money.
N172|J32-6e|210|small-1 small-2 nurse-1 nurse-2|32(六): below 100; labour.
N173|J32-6e|210|reentry-1 reentry-2 reentry-3|32(六): the double was reversed.
N174|J32-3a|210|nicotinamide|32(三): 烟酰胺 is a vitamin.
N175|J05-2|210|guest-flight abroad|8: guests' fares and international exchange are allowed.
N176|J16-3|210||16: spending within the funds.
"""

_HALF_TOLD = """
N18|J02-1|201||2: 晋城市重点研发计划 is one of the three plans.
N49|J32-7|202||32(七): nothing was promised.
N104|J10-2|205|indirect-1 indirect-2 indirect-3|22: no budget and no ceiling under 包干制.
N117|J32-4c|206|late-1 late-2 late-3 late-4|32(四): most of the money arrived in those 60 days.
N127|J14-1|207|name-variant|14: 60% arrived, 60% passed on to 中国矿业大学; only 太原理工大学 is short.
N139|J16-1|208|analyser analyser-refund|16: 46,000 less the refund of 6,500 is within 40,000.
"""
"""Innocents of which the data does not tell all: that a rule cannot tell is no fault either."""

_SIDE = """
S01|J16-3|query|204||500,320.00 500,000.00 320.00|16: the same spending against the money received, said separately.
S02|J05-1|notice|209|official-meal||5: hospitality has no category of the regulation.
S03|J32-3a|query|209|official-meal||32(三): a working meal for inspectors may count as hospitality.
S04|J32-4a|query|201|202:moved-to-201||32(四): listed for the project that is named, too.
S05|J32-4a|query|207|208:moved-to-207||32(四): listed for the project that is named, too.
"""
"""What the planted faults bring with them by law: it may be found."""


def truth(places: Places) -> Truth:
    """Return the truth, with the rows where its lines stand."""
    return Truth(
        faults(_FAULTS, places),
        innocents(_INNOCENTS, places, told=True) + innocents(_HALF_TOLD, places, told=False),
        faults(_SIDE, places),
    )
