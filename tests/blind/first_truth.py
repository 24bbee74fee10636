"""The truth about projects 101 to 110, written from the regulation before any program read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blind.truth import Truth, faults, innocents

if TYPE_CHECKING:
    from blind.sheets import Places

_FAULTS = """
F01|J02-1|notice|107|||Art. 2: the plan 科技合作与交流专项 is none of the three
F02|J06-1|query|104|||Art. 6: equipment of exactly 200,000.00 in the budget without name or quantity (以上 includes the number)
F03|J10-1|violation|105||238,153.80 246,154.00|Art. 10: 30% of 793,846.00 is 238,153.80; 246,154.00 are budgeted
F04|J10-2|violation|101||120,000.00 120,350.00|Art. 10: 120,350.00 of indirect costs spent, 120,000.00 approved
F05|J10-3|notice|103||120,000.00|Art. 10, 30: 120,000.00 of 120,000.00 spent, not over
F06|J10-3|notice|109||54,000.00 60,000.00|Art. 10, 30: 54,000.00 is exactly 90% of 60,000.00
F07|J12-1|notice|102|||Art. 12: 400,000.00 paid out in two parts
F08|J13-1|notice|105|||Art. 13: agreement 2023-06-15, first payment 2023-07-16, 31 days
F09|J16-1|violation|104||216,000.00 216,000.50 0.50|Art. 16: equipment 216,000.50, budget 200,000.00 and a change of 16,000.00
F10|J16-2|notice|104|||Art. 16: 2025-04-25 to 2025-05-07 is 6 working days (27 April was one, 1-5 May were not)
F11|J16-3|query|107||260,012.60 260,000.00|260,012.60 spent of 260,000.00
F12|J22-1|query|102|||Art. 22: 包干制 outside 重点研发计划 社发
F13|J22-2|violation|102|||Art. 22: 包干制 without the pledge
F14|J14-1|query|107|||Art. 14: 晋城市煤炭职工培训中心 has got nothing of its 30,000.00 since the payment of 2022-06-15
F15|J23-1|query|107|||Art. 23: no research finance assistant named
F16|J27-1|violation|101||699,999.99|Art. 27: reward 699,999.99 of 1,000,000.00 is under 70%
F17|J29-1|violation|105||404,931.90 394,931.90 10,000.00|Art. 29: 结题, 1,500,000.00 received, 1,095,068.10 of it spent, 394,931.90 returned: 10,000.00 short
F18|J29-2|query|102|late-indirect||Art. 29: balance after acceptance is for direct spending, and 绩效 was paid on 2025-12-18
F19|J29-3|query|108|31-days||Art. 29: revoked 2025-06-30, spending 31 days later
F20|J30-1|notice|109|||Art. 30: 450,000.00 is exactly 90% of 500,000.00
F21|J32-7|query|105||500,000.00 450,000.00|Art. 32(7): 450,000.00 of 500,000.00 promised arrived
F22|J35-1|notice|107|||Art. 35: running on 2023-01-01 and no regime chosen on the card
F23|J32-6d|notice|105|||The partner's credit code fails its check character
F24|J05-1|notice|102|unclear||Art. 5: 付六月份款项 says nothing of the matter and no cost head is given
F25|J05-2|query|102|union||Art. 5: trade union dues are not on the list
F26|J05-2|query|104|reception||Art. 5: official reception is not on the list
F27|J05-3|query|101|tablet||Art. 5: a tablet computer of 3,280.00 under 材料费
F28|J05-3|query|104|doppler||Art. 5: a diagnostic instrument of 26,500.00 under 材料费
F29|J05-3|query|105|notebook||Art. 5: a notebook computer of 6,299.00 under 办公费
F30|J05-3|query|106|moisture||Art. 5: a moisture meter of 1,980.00 under 材料费
F31|J05-3|query|109|printer||Art. 5: a laser printer of 3,150.00 under 办公费
F32|J05-4|query|103|fee-in-meeting||Art. 5(3): experts' fee under 会议会务费
F33|J06-2|query|101|scope-1 scope-2||Art. 6: the same oscilloscope bought twice
F34|J07-1|query|103|housing-fund||Art. 7: the unit's housing fund share belongs to 劳务费
F35|J09-1|query|102|heating||Art. 9: heating of offices is an indirect cost
F36|J09-1|query|106|rent||Art. 9: rent of the office is an indirect cost
F37|J09-2|query|102|bonus||Art. 9: a bonus under direct 劳务费
F38|J09-2|query|107|incentive||Art. 9: an incentive allowance under direct 劳务费
F39|J15-1|query|102|other-name||Art. 15, 32(1): the code stands under another project's name
F40|J15-2|query|101|cash-1000||Art. 15: 1,000.00 in cash, exactly the floor
F41|J15-2|query|105|cash||Art. 15: counter account 库存现金, 2,350.00
F42|J15-2|query|106|diesel||Art. 15: diesel of 1,650.00 paid in cash
F43|J17-1|query|101|no-invoice||Art. 17: fittings from a shop without an invoice
F44|J17-1|query|101|firm-sampling||Art. 17: field sampling, but the payee is a firm
F45|J17-1|query|106|no-invoice||Art. 17: mulch film from a shop without an invoice
F46|J17-1|query|107|no-invoice||Art. 17: model materials from a shop without an invoice
F47|J18-1|query|101|paper|12,460.00 10,000.00|Art. 18: office goods of 12,460.00, no contract or procurement number
F48|J18-1|query|109|reagent-over|50,000.01 50,000.00|Art. 18: special reagent of 50,000.01
F49|J18-1|query|109|special-over|58,600.00 50,000.00|Art. 18: special equipment of 58,600.00
F50|J18-2|query|101|split-1 split-2|10,500.00|Art. 18: 6,380.00 and 4,120.00 to one payee in four days
F51|J19-1|query|101|no-tax|1,600.00|Art. 19: 1,600.00 in the month without tax
F52|J19-1|query|101|month-1 month-2|920.00|Art. 19: 500.00 and 420.00 in one month without tax
F53|J19-1|query|108|no-tax|850.00|Art. 19: expert fee of 850.00 without tax
F54|J20-1|query|101|weather-station||Art. 20: equipment of exactly 1,000.00 without an asset number
F55|J25-1|violation|101|assistant-fellow|800.00 500.00|Art. 25: 助理研究员 is not senior, 800.00 is over 500
F56|J25-1|violation|101|half-day-over|600.00 500.00|Art. 25: 副教授, 3.5 hours, 600.00 is over 500
F57|J25-1|violation|101|two-projects 102:two-projects|1,400.00 1,000.00|Art. 25: 800.00 and 600.00 on one day in two projects, over 1,000
F58|J25-1|violation|108|attending|600.00 500.00|Art. 25: 主治医师 is a middle title, 600.00 is over 500
F59|J25-1|violation|108|academician-over|6,500.00 6,000.00|Art. 25: academician, 6,500.00 is over 6,000
F60|J25-1|violation|108|senior-over|1,000.50 1,000.00|Art. 25: 副主任药师, 1,000.50 is over 1,000
F61|J25-1|violation|109|lecturer|550.00 500.00|Art. 25: 讲师, 550.00 is over 500
F62|J25-2|query|101|two-projects 102:two-projects||The same expert on one day in two projects
F63|J25-3|query|101|own-team||A member of the team drew an expert's fee
F64|J32-2|query|101|account-1 account-2||Art. 32: one account for two people
F65|J32-3a|query|101|mooncakes||Art. 32(3): mooncake gift boxes
F66|J32-3a|query|101|tea||Art. 32(3): tea and nut gift boxes
F67|J32-3a|query|103|coupons||Art. 32(3): supermarket vouchers
F68|J32-3a|query|104|dinner||Art. 32(3): year-end dinner
F69|J32-3a|query|105|gifts||Art. 32(3): presents at a thank-you party
F70|J32-3a|query|106|cigarettes||Art. 32(3): cigarettes by brand
F71|J32-3a|query|107|driving||Art. 32(3): driving lessons
F72|J32-3b|query|103|too-early||Art. 32(3): spending before the project began
F73|J32-3b|query|107|91-days||Art. 32(3): 91 days after the end, before acceptance
F74|J32-4a|query|103|transfer-in||Art. 32(4): moved in from JCKJ2023-107
F75|J32-4a|query|101|opposite 102:opposite||Art. 32(4): equal and opposite lines in two projects on one day
F76|J32-4b|notice|104|open-advance||Art. 32(4): advance open for 293 days
F77|J32-4b|notice|105|prepaid||Art. 32(4): prepayment open for 364 days
F78|J32-4c|notice|107|||Art. 32(4): 112,600.00 of 260,012.60 in the last 60 days before the end
F79|J32-5a|query|104|stranger||Art. 32(5): cooperation money to a firm that is no participant
F80|J32-5b|query|105|partner-1 partner-2|125,000.00 120,000.00|Art. 32(5): 125,000.00 to a partner, 120,000.00 agreed
F81|J32-6a|query|101|same-invoice-1 same-invoice-2||Art. 32(6): one invoice on two vouchers
F82|J32-6a|violation|101|over-invoice-1 over-invoice-2|8,600.00 8,000.00|Art. 32(6): 8,600.00 reimbursed on an invoice of 8,000.00
F83|J32-6a|query|108|shared-invoice 109:shared-invoice||Art. 32(6): one invoice in two projects
F84|J32-6b|query|102|run-1 run-2 run-3||Art. 32(6): three paper invoices in a row on three dates
F85|J32-6c|query|101|late-invoice||Art. 32(6): invoice dated after the posting
F86|J32-6c|query|101|366-days||Art. 32(6): invoice 366 days before the posting
F87|J32-6d|notice|101|nine-digits||An invoice number of nine digits
F88|J32-6d|notice|107|seven-digits||An invoice number of seven digits
F89|J32-6d|notice|109|year||A 20-digit number of 2024 on an invoice of 2025
F90|J32-6e|query|101|twice-1 twice-2||Art. 32(6): the same matter booked twice
F91|J32-6f|query|102|no-voucher||Art. 32(6): no voucher number
F92|J32-6g|query|103|||Art. 32(6): the stated month total of March 2025 is 500.00 more than its lines: 6,243.63 for 5,743.63
"""

_INNOCENTS = """
N01|J06-1|101||199,999.99 without a name is under 200,000
N02|J06-1|105||460,000.00 with name and quantity
N03|J10-1|101||120,000.00 under the ceiling of 129,000.00
N04|J10-1|103||软科学: exactly 60% of 200,000.00
N05|J10-2|103||120,000.00 spent, exactly what was approved
N06|J10-2|102||包干制: no ceiling is set
N07|J10-3|107||35,000.00 of 40,000.00 is under 90%
N08|J12-1|101||800,000.00 may be paid in parts
N09|J12-1|109||500,000.00 in one payment
N10|J13-1|101||30 days to the day
N11|J13-1|109||30 days to the day, over the turn of the year
N12|J14-1|104||the partner had its 90,000.00 within 30 days
N13|J16-1|101||equipment 260,000.00, budget 250,000.00 and a change of 10,000.00
N14|J16-1|105|self-equipment|the self-raised equipment does not count
N15|J16-1|107||业务费 over its budget is the PI's right (art. 16)
N16|J16-2|101||2024-09-27 to 2024-10-10 is 5 working days over the National Day
N17|J27-1|104||350,000.00 of 500,000.00 is exactly 70%
N18|J29-1|106||终止: the balance and 6,800.00 were returned to the cent
N19|J29-1|108||撤销: all received was returned
N20|J29-1|102||通过: the balance stays with the unit
N21|J29-3|108|30-days|exactly 30 days after
N22|J29-2|102|balance|direct spending from the balance is what art. 29 asks for
N23|J32-3b|102|balance|spending of the balance after acceptance
N24|J32-3b|107|90-days|exactly 90 days after the end
N25|J30-1|101||85% of the money, 94% of the time
N26|J35-1|110||the regime is chosen on the card
N27|J35-1|101||agreed after 2023-01-01
N28|J05-2|102|union-hall|a hall rented in the union's building is a meeting cost
N29|J05-3|101|toner spare|toner and spare parts are consumables
N30|J05-3|105|adapter|a part of a computer
N31|J05-3|106|sprayer|two sprayers for 640.00
N32|J05-3|108|slides|microscope slides are consumables
N33|J05-4|104|result-review|evaluation of results may be charged (37号)
N34|J06-2|109|bath-1 bath-2|9,999.00 is under the floor
N35|J06-2|109|rotor-1 rotor-2|two different models
N36|J07-1|103|social-insurance|under 劳务费, as art. 7 asks
N37|J07-1|103|insurance-data|a database about social insurance
N38|J09-1|102|stove-test|a stove test in a project about heating
N39|J09-1|102|fuel|燃料动力费 of the test rig
N40|J09-1|106|land|rent of the trial field
N41|J09-2|102|self-evaluation|绩效自评 is no 绩效
N42|J09-2|103|incentive-book questionnaire|the printing of books and forms about incentives
N43|J15-2|101|cash-999|999.99 in cash
N44|J15-2|101|cash-sampling|sampling from people (art. 17)
N45|J15-2|105|small-cash|860.00 in cash
N46|J15-2|105|porter|a day labourer (art. 17)
N47|J15-2|106|farmer-cash day-labour herbicide|farm produce of a person, day labour, and 940.00
N48|J17-1|101|interview allowance|interviews, and meal and city transport allowances
N49|J17-1|101|cash-sampling|samples from villagers in a remote place
N50|J17-1|106|farmer-cash|farm produce bought of a person
N51|J17-1|108|forsythia|farm produce bought of a person
N52|J18-1|101|laptop-10000|10,000.00 is 以下
N53|J18-1|101|scope-1 scope-2|special equipment of 36,800.00
N54|J18-1|101|test-service|a test is a service, not a purchase of art. 18
N55|J18-1|108|reagent-50000|50,000.00 is 以下
N56|J18-2|101|whole-1 whole-2|together exactly 10,000.00
N57|J18-2|109|reagent-1 reagent-2|special reagents, together exactly 50,000.00
N58|J18-2|109|contract-1 contract-2|both under one contract
N59|J19-1|101|800|800.00 in the month
N60|J19-1|101|assistant-fellow|800.00 in the month
N61|J19-1|101|agency|the payee is a firm
N62|J20-1|101|range-finder|999.99
N63|J20-1|101|rent|rented, not bought
N64|J25-1|101|professor|教授, 1,000.00
N65|J25-1|101|half-day|高级工程师, half a day, 500.00
N66|J25-1|101|two-days|教授, 2,000.00 for two days
N67|J25-1|102|half-1 half-2|two half days of a professor, 1,000.00
N68|J25-1|102|namesake 109:namesake|two people of one name
N69|J25-1|108|chief-physician|主任医师, 1,000.00
N70|J25-1|108|pharmacist|主管药师, 500.00
N71|J25-1|108|nurse-half|副主任护师, half a day, 500.00
N72|J25-1|108|academician-half|academician, half a day, 3,000.00
N74|J25-1|109|engineer|工程师, 500.00
N75|J25-1|109|professor-engineer|正高级工程师, 4.5 hours is a full day, 1,000.00
N76|J25-2|102|half-1 half-2|two half days
N77|J25-2|102|namesake 109:namesake|two people of one name, by their identity numbers
N78|J25-3|108|namesake|the expert only shares a team member's name
N79|J32-3a|101|point-cloud binding|点云 and 部门票据; a firm of 烟台
N80|J32-3a|102|stove-test grid|烟气; 国家电网
N81|J32-3a|103|transfer-in|a meeting in a hotel (酒店)
N82|J32-3a|104|medical-costs alcohol|医学费用; 酒精
N83|J32-3a|105|flue|烟道; a firm of 酒泉
N84|J32-3a|106|herbicide lees|烟嘧磺隆 is a herbicide; 酒糟 is manure
N85|J32-3a|107|cab|a driver's cab of a shearer
N86|J32-3a|108|wine tartaric|酒炙 auxiliaries, 酒石酸, 烟酰胺
N87|J32-4a|103|own-1 own-2 own-3|a correction inside the project
N88|J32-4b|104|repaid-1 repaid-2 repaid-3|advance settled in full
N89|J32-4b|104|180-days|open for exactly 180 days
N90|J32-4b|105|advance-1 advance-2|advance settled in full
N91|J32-5a|104|partner|the participant, with a space in its name
N92|J32-5b|104|partner|exactly the agreed 90,000.00
N93|J32-6a|101|parts-1 parts-2|two parts of one invoice of 10,000.00
N94|J32-6a|102|red-1 red-2 red-3|reversed and booked again
N95|J32-6b|102|one-voucher-1 one-voucher-2 one-voucher-3|one voucher and one date
N96|J32-6b|102|e-run-1 e-run-2 e-run-3|20-digit numbers
N97|J32-6c|101|365-days|exactly 365 days
N98|J32-6d|101|fiscal-receipt|a financial receipt, 8 + 10 digits
N99|J32-6d|108|fiscal-receipt|a financial receipt, 8 + 10 digits
N100|J32-6e|101|courier-1 courier-2|24.00 is under 100
N101|J32-6e|109|repeat-1 repeat-2|劳务费
N103|J32-6g|106||subtotals and total agree
N104|J32-6g|107||totals agree
N105|J15-2|110|cash|not governed (art. 35)
N106|J32-3a|110|gifts|not governed (art. 35)
N107|J17-1|110|no-invoice|not governed (art. 35)
N108|J05-3|110|camera|not governed (art. 35)
N109|J05-2|110|union|not governed (art. 35)
N110|J09-1|110|property|not governed (art. 35)
N111|J10-2|110|indirect|not governed (art. 35)
"""

_HALF_TOLD = """
N73|J25-1|108|office|处长: an office, so nothing is proved
N102|J32-6g|104||balances and totals agree
"""
"""Innocents of which the data does not tell all: that a rule cannot tell is no fault either."""

_SIDE = """
S01|J25-1|violation|102|101:two-projects two-projects|1,400.00|the other project of the same finding
S02|J25-2|query|102|101:two-projects two-projects||the other project of the same finding
S03|J32-4a|query|102|101:opposite opposite||the other project of the same finding
S04|J32-6a|query|109|108:shared-invoice shared-invoice||the other project of the same finding
S05|J32-3a|query|104|reception||reception is also foreign to the project
S06|J16-3|query|107||260,012.60|also more than the 260,000.00 received, if that is said in a finding of its own
S07|J32-4a|query|107|103:transfer-in||the project that the moved line names
"""
"""What the planted faults bring with them by law: it may be found."""


def truth(places: Places) -> Truth:
    """Return the truth, with the rows where its lines stand."""
    return Truth(
        faults(_FAULTS, places),
        innocents(_INNOCENTS, places, told=True) + innocents(_HALF_TOLD, places, told=False),
        faults(_SIDE, places),
    )
