-- The scores of docs/method.md in SQL, written from the method alone: a second opinion on the numbers.
--
-- It reads
--   constants(half DOUBLE, quick BOOLEAN)
--   items(item, scale, lever, weight, reversed, quick, audience, enough_from, from_size)
--       lever: nothing for a module or an outcome; audience: nothing where both are asked
--   options(item, step, steps, code, own_value): step counts from 1; own_value: nothing for even steps
--   respondents(respondent, audience, at_most): the side, and the most people that the firm's size class may have
--   answers(respondent, item, answer): what stands in the cell of a table of answers
-- and makes second(respondent, scale, score, answered, applicable, lowest, low, high).

-- What an answer is worth, 0 to 100, after reversal.
CREATE OR REPLACE TABLE worth AS
SELECT
    item,
    code,
    CASE WHEN reversed THEN 100 - placed ELSE placed END AS worth
FROM (
    SELECT
        items.item,
        items.reversed,
        options.code,
        CASE
            WHEN options.step >= items.enough_from THEN 100
            WHEN options.own_value IS NOT NULL THEN options.own_value
            ELSE 100 * (options.step - 1)::DOUBLE / (options.steps - 1)
        END AS placed
    FROM items
    JOIN options USING (item)
);

-- Who is asked what: the items of the form and those of one's own side. Questions of a sector are asked of whoever got
-- them, and what the firm is too small for does not apply.
CREATE OR REPLACE TABLE given AS
SELECT
    respondents.respondent,
    items.item,
    items.scale,
    items.lever,
    items.weight,
    CASE WHEN NOT too_small THEN worth.worth END AS worth,
    coalesce(answers.answer, '') <> 'not_applicable' AND NOT too_small AS applies
FROM respondents
CROSS JOIN constants
JOIN items
    ON (items.quick OR NOT constants.quick)
    AND (items.audience IS NULL OR items.audience = respondents.audience)
LEFT JOIN answers
    ON answers.respondent = respondents.respondent AND answers.item = items.item
LEFT JOIN worth
    ON worth.item = items.item AND worth.code = answers.answer
CROSS JOIN LATERAL (SELECT coalesce(respondents.at_most < items.from_size, FALSE) AS too_small);

-- An aspect: the weighted mean of what was answered, when that is half of what applies or more.
-- Its range: what is missing counts as 0, or as 100.
CREATE OR REPLACE TABLE aspects AS
SELECT
    *,
    CASE WHEN valid THEN mean END AS score,
    CASE WHEN valid THEN least_mean END AS low,
    CASE WHEN valid THEN most_mean END AS high
FROM (
    SELECT
        *,
        answered > 0 AND answered::DOUBLE / applicable >= half AS valid
    FROM (
        SELECT
            respondent,
            scale,
            lever,
            count(worth) AS answered,
            count(*) FILTER (applies) AS applicable,
            min(worth) AS lowest,
            sum(weight * worth) / sum(weight) FILTER (worth IS NOT NULL) AS mean,
            sum(weight * coalesce(worth, 0)) FILTER (applies) / sum(weight) FILTER (applies) AS least_mean,
            sum(weight * coalesce(worth, 100)) FILTER (applies) / sum(weight) FILTER (applies) AS most_mean
        FROM given
        GROUP BY respondent, scale, lever
    )
    CROSS JOIN constants
);

-- A lever: the mean of its valid aspects, when these are half of those that apply or more, and so are the items.
CREATE OR REPLACE TABLE levers AS
SELECT
    *,
    CASE WHEN valid THEN mean END AS score,
    CASE WHEN valid THEN least_mean END AS low,
    CASE WHEN valid THEN most_mean END AS high
FROM (
    SELECT
        *,
        carrying > 0
        AND carrying::DOUBLE / aspects_that_apply >= half
        AND answered::DOUBLE / applicable >= half AS valid
    FROM (
        SELECT
            respondent,
            lever,
            sum(answered) AS answered,
            sum(applicable) AS applicable,
            min(lowest) AS lowest,
            count(score) AS carrying,
            count(*) FILTER (applicable > 0) AS aspects_that_apply,
            avg(score) AS mean,
            avg(low) AS least_mean,
            avg(high) AS most_mean
        FROM aspects
        WHERE lever IS NOT NULL
        GROUP BY respondent, lever
    )
    CROSS JOIN constants
);

-- All together: the mean of the levers, when every one of them is valid.
CREATE OR REPLACE TABLE overall AS
SELECT
    respondent,
    sum(answered) AS answered,
    sum(applicable) AS applicable,
    min(lowest) AS lowest,
    CASE WHEN count(score) = count(*) THEN avg(score) END AS score,
    CASE WHEN count(score) = count(*) THEN avg(low) END AS low,
    CASE WHEN count(score) = count(*) THEN avg(high) END AS high
FROM levers
GROUP BY respondent;

CREATE OR REPLACE TABLE second AS
SELECT respondent, 'overall' AS scale, score, answered, applicable, lowest, low, high FROM overall
UNION ALL
SELECT respondent, lever, score, answered, applicable, lowest, low, high FROM levers
UNION ALL
SELECT respondent, scale, score, answered, applicable, lowest, low, high FROM aspects;

-- How a score is shown: half up to a whole number, after noise at the ninth decimal.
CREATE OR REPLACE MACRO shown(score) AS floor(round(score, 9) + 0.5);
