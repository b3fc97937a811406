"""What the database itself keeps of the year's tests: every part's total, and the meaning of points."""

import pgtrigger

LAST = 32_767  # the position of a total: after every question
MOST = "999.99"  # points in a cell; a part with more has no total
TOTAL_LABEL = "Totaal op het boekje"


def _refusing(name: str, condition, has_scores: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=condition,
        func=f"""
            IF EXISTS ({has_scores}) THEN
                RAISE EXCEPTION '{name}' USING ERRCODE = '23514';
            END IF;
            RETURN NEW;
        """,
    )


ITEM_KEEPS_MEANING = _refusing(
    "item_with_scores_keeps_meaning",
    # A control total may become a result; nothing else may change under points.
    pgtrigger.Condition(
        "ROW(OLD.maximum, OLD.part_id, OLD.label, OLD.is_total)"
        " IS DISTINCT FROM ROW(NEW.maximum, NEW.part_id, NEW.label, NEW.is_total)"
        " OR (OLD.domain_id IS DISTINCT FROM NEW.domain_id"
        " AND NOT (OLD.is_total AND OLD.domain_id IS NULL))"
    ),
    "SELECT 1 FROM results_score WHERE item_id = NEW.id",
)
ITEMS_OF_HANDED_IN_PART_STAY = pgtrigger.Trigger(
    name="items_of_handed_in_part_stay",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF NOT coalesce(NEW.is_total, OLD.is_total)
           AND ROW(OLD.maximum, OLD.part_id, OLD.label, OLD.domain_id)
               IS DISTINCT FROM ROW(NEW.maximum, NEW.part_id, NEW.label, NEW.domain_id)
           AND EXISTS (SELECT 1 FROM results_handin
                       WHERE part_id IN (OLD.part_id, NEW.part_id)) THEN
            RAISE EXCEPTION 'items_of_handed_in_part_stay' USING ERRCODE = '23514';
        END IF;
        RETURN coalesce(NEW, OLD);
    """,
)
PART_KEEPS_MEANING = _refusing(
    "part_with_scores_keeps_meaning",
    pgtrigger.AnyChange("edition"),
    "SELECT 1 FROM results_score s JOIN results_item i ON i.id = s.item_id WHERE i.part_id = NEW.id",
)
DOMAIN_KEEPS_MEANING = _refusing(
    "domain_with_scores_keeps_meaning",
    pgtrigger.AnyChange("learning_area"),
    "SELECT 1 FROM results_score s JOIN results_item i ON i.id = s.item_id"
    " WHERE i.domain_id = NEW.id",
)
AREA_KEEPS_MEANING = _refusing(
    "area_with_scores_keeps_meaning",
    pgtrigger.AnyChange("edition"),
    "SELECT 1 FROM results_score s JOIN results_item i ON i.id = s.item_id"
    " JOIN results_domain d ON d.id = i.domain_id WHERE d.learning_area_id = NEW.id",
)

_THE_ONE_DOMAIN = (
    "CASE WHEN part.may_be_total AND min(item.domain_id) = max(item.domain_id)"
    " THEN min(item.domain_id) END"
)
TOTAL_FOLLOWS_ITEMS = pgtrigger.Trigger(
    name="total_follows_items",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    declare=[("changed", "bigint")],
    func=f"""
        IF coalesce(NEW.is_total, OLD.is_total) THEN
            RETURN NULL;
        END IF;
        FOR changed IN SELECT DISTINCT id FROM unnest(ARRAY[OLD.part_id, NEW.part_id]) id
                       WHERE id IS NOT NULL LOOP
            INSERT INTO results_item AS total (part_id, label, maximum, domain_id, position,
                                               is_total, counts, annulled_because)
            SELECT part.id, '{TOTAL_LABEL}', sum(item.maximum), {_THE_ONE_DOMAIN}, {LAST},
                   true, true, ''
            FROM results_item item JOIN results_testpart part ON part.id = item.part_id
            WHERE item.part_id = changed AND NOT item.is_total
            GROUP BY part.id
            HAVING sum(item.maximum) <= {MOST}
            ON CONFLICT (part_id) WHERE is_total DO UPDATE
                SET maximum = excluded.maximum, domain_id = excluded.domain_id
                WHERE (total.maximum, total.domain_id)
                      IS DISTINCT FROM (excluded.maximum, excluded.domain_id);
            IF NOT FOUND THEN
                DELETE FROM results_item WHERE part_id = changed AND is_total
                AND (SELECT coalesce(sum(item.maximum), 0) NOT BETWEEN 0.01 AND {MOST}
                     FROM results_item item WHERE item.part_id = changed AND NOT item.is_total);
            END IF;
        END LOOP;
        RETURN NULL;
    """,  # noqa: S608 — constants of this file
)
TOTAL_FOLLOWS_PART = pgtrigger.Trigger(
    name="total_follows_part",
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    condition=pgtrigger.AnyChange("may_be_total"),
    func=f"""
        UPDATE results_item SET domain_id = (
            SELECT {_THE_ONE_DOMAIN}
            FROM results_item item JOIN results_testpart part ON part.id = item.part_id
            WHERE item.part_id = NEW.id AND NOT item.is_total
            GROUP BY part.may_be_total
        ) WHERE part_id = NEW.id AND is_total;
        RETURN NULL;
    """,  # noqa: S608 — constants of this file
)
