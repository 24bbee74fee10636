-- What a line's words say of art. 17: whether they name a matter for which no invoice can be had.
--   says_matter   such a matter, and no thing or service of a firm that is only named after it
--                 (心理测试软件, 样本采集箱 are goods); what is bought counts where people sell it
--   says_lodging  lodging for which an invoice can hardly be had
--   says_internal booked from a slip of the house, not from a seller's bill
--   says_charge   so too, if it goes to no firm
SELECT
    its_text,
    plain ~ '◆' AND (NOT (words ~ :buying_words OR COALESCE(item, '') IN ('材料费', '设备购置费', '办公费'))
        OR words ~ :paid_people_words) AS says_matter,
    words ~ :no_invoice_lodging AS says_lodging,
    words ~ :internal_words AS says_internal,
    words ~ :internal_charges AS says_charge
FROM (
    SELECT
        its_text, words, item,
        REGEXP_REPLACE(
            REGEXP_REPLACE(REGEXP_REPLACE(words, :no_invoice_matters, '◆', 'g'), '◆+', '◆', 'g'),
            :no_invoice_goods, '', 'g'
        ) AS plain
    FROM texts
) AS t
