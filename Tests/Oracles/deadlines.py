#!/usr/bin/env python3
"""An independent oracle for the tables of deadlines.

It shares no code and no file with the program: its days off are typed in below, it counts days one by one
and working hours minute by minute, and it never reads config/.

    python3 Tests/Oracles/deadlines.py [folder of the tables]

Prints every row it disagrees with and exits 1; prints one line and exits 0 when it agrees with all.
Where the Python package "holidays" is installed, its list for Vietnam is compared with the one below:
a difference in 2019-2025 is an error; later years only warn, because notices are still to come.
"""
import pathlib
import sys
from datetime import date, datetime, timedelta

# Weekdays off. The counting below is independent of the program; the knowledge of the days is not independent of
# config/: both rest on the package "holidays" 0.109, which cites the sources; the notices were not read.
# Bộ luật Lao động 2012 art. 115 and 2019 art. 112: which days are holidays, and that a holiday on a weekly day off
# gives the next working day off. Exchanged days: 6519/VPCP-KGVX (2019), 2450/VPCP-KGVX (2024), 6150/TB-BLĐTBXH
# (2025), the notice for National Day 2026. Not in the package, only remembered: 2 January 2026 for Saturday 10
# January 2026. 2027 follows from the law; its Tết is a guess until the notice is out.
# Only days from Monday to Friday stand here.
DAYS_OFF = """
2019: 01-01  02-04..02-08  04-15  04-29..05-01  09-02
2020: 01-01  01-23..01-29  04-02  04-30 05-01  09-02
2021: 01-01  02-10..02-16  04-21  04-30 05-03  09-02 09-03
2022: 01-03  01-31..02-04  04-11  05-02 05-03  09-01 09-02
2023: 01-02  01-20..01-26  05-01..05-03  09-01 09-04
2024: 01-01  02-08..02-14  04-18  04-29..05-01  09-02 09-03
2025: 01-01  01-27..01-31  04-07  04-30..05-02  09-01 09-02
2026: 01-01 01-02  02-16..02-20  04-27  04-30 05-01  08-31..09-02  11-24
2027: 01-01  02-04..02-10  04-16  04-30 05-03  09-02 09-03  11-24
"""
# Saturdays worked in exchange, with the hours of a Monday.
WORKED_SATURDAYS = {date(2019, 1, 5), date(2019, 5, 4), date(2024, 5, 4), date(2025, 4, 26),
                    date(2026, 1, 10), date(2026, 8, 22)}
NOT_IN_PACKAGE = {date(2026, 1, 2), date(2026, 1, 10)}

ONE_DAY = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)
LEAST_ROWS = {"deadlines.txt": 90, "pass-on.txt": 15}


def read_days_off():
    days = set()
    for line in DAYS_OFF.split("\n"):
        if not line.strip():
            continue
        year, rest = line.split(":")
        for word in rest.split():
            first, _, last = word.partition("..")
            day = date.fromisoformat(f"{year}-{first}")
            end = date.fromisoformat(f"{year}-{last or first}")
            while day <= end:
                if day.weekday() < 5:
                    days.add(day)
                day += ONE_DAY
    return days


OFF = read_days_off()


def works(day):
    if day in WORKED_SATURDAYS:
        return True
    return day.weekday() < 5 and day not in OFF


def next_working_day(day):
    day += ONE_DAY
    while not works(day):
        day += ONE_DAY
    return day


def at(day, hour, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute)


def minute_works(instant):
    """Whether the minute that begins at this instant is worked."""
    clock = (instant.hour, instant.minute)
    return works(instant.date()) and ((7, 30) <= clock < (12, 0) or (13, 30) <= clock < (17, 0))


def read_limit(text):
    body, _, cut = text.partition(", cut-off ")
    cut_off = None
    if cut:
        hour, minute = cut.split(":")
        cut_off = (int(hour), int(minute))
    if body == "same day":
        return "same day", 0, cut_off
    count, unit = body.split(" ", 1)
    return unit.rstrip("s"), int(count), cut_off


def due(received, limit):
    unit, count, cut_off = read_limit(limit)
    day = received.date()
    too_late = cut_off is not None and (received.hour, received.minute) > cut_off
    if unit == "same day":
        if not works(day) or too_late:
            day = next_working_day(day)
        return at(day, 17)
    if too_late and works(day):
        day = next_working_day(day)
        received = at(day, 7, 30)
    if unit == "working day":
        for _ in range(count):
            day = next_working_day(day)
        return at(day, 17)
    if unit == "calendar day":
        for _ in range(count):
            day += ONE_DAY
        if not works(day):
            day = next_working_day(day)
        return at(day, 17)
    if unit == "working hour":
        left, instant = count * 60, received
        while left > 0:
            if minute_works(instant):
                left -= 1
            instant += ONE_MINUTE
        return instant
    raise ValueError(f"no such limit: {limit}")


def pass_on(received):
    day = received.date()
    if works(day) and (received.hour, received.minute) <= (15, 0):
        return at(day, 17)
    return at(next_working_day(day), 7, 30)


def rows(path, columns):
    seen = set()
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != columns or not all(cells):
            raise SystemExit(f"{path.name}:{number}: {columns} columns expected: {line}")
        if cells[0] in seen:
            raise SystemExit(f"{path.name}:{number}: the id {cells[0]} stands twice")
        seen.add(cells[0])
        yield number, cells
    if len(seen) < LEAST_ROWS[path.name]:
        raise SystemExit(f"{path.name}: only {len(seen)} rows")


def instant(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M")


def compare(folder):
    wrong, count = [], 0
    for number, (key, received, limit, expected, _) in rows(folder / "deadlines.txt", 5):
        count += 1
        mine = due(instant(received), limit)
        if mine != instant(expected):
            wrong.append(f"deadlines.txt:{number}: {key}: {received}, {limit}: table {expected}, oracle {mine:%Y-%m-%d %H:%M}")
    for number, (key, received, expected, _) in rows(folder / "pass-on.txt", 4):
        count += 1
        mine = pass_on(instant(received))
        if mine != instant(expected):
            wrong.append(f"pass-on.txt:{number}: {key}: {received}: table {expected}, oracle {mine:%Y-%m-%d %H:%M}")
    return wrong, count


def cross_check():
    """Differences between the list above and the package: errors, warnings; or None without the package."""
    try:
        import holidays
    except ImportError:
        return None
    theirs = holidays.country_holidays("VN", years=range(2019, 2028))
    worked = set(theirs.weekend_workdays)
    errors, warnings = [], []
    day = date(2019, 1, 1)
    while day <= date(2027, 12, 31):
        they_work = day in worked or (day.weekday() < 5 and day not in theirs)
        if they_work != works(day) and day not in NOT_IN_PACKAGE:
            text = f"{day}: the package says {'working' if they_work else 'off'}, the oracle {'working' if works(day) else 'off'}"
            (errors if day.year <= 2025 else warnings).append(text)
        day += ONE_DAY
    return errors, warnings


def main():
    here = pathlib.Path(__file__).resolve().parent.parent
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here / "DossierDomainTests" / "Tables"
    wrong, count = compare(folder)
    checked = cross_check()
    if checked is None:
        note = 'package "holidays" absent, days off not cross-checked'
    else:
        wrong += checked[0]
        for text in checked[1]:
            print("warning:", text)
        note = 'days off cross-checked with the package "holidays"'
    for text in wrong:
        print(text)
    print(f"{count} rows, {len(wrong)} mismatches; {note}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
