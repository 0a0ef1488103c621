#!/usr/bin/env python3
"""Writes a C++ program of any number of units with a compile database, to measure how work grows with size.

Every unit has a header with a class of its own and a service that asks classes of other units, decides and sets them.
All units include the common headers, and each its neighbours' headers, so that most of what a unit says is said by
others too, as in real projects. The same arguments give the same files.
"""

import argparse
import json
import pathlib
import random

COMMON = 12  # headers that every unit includes
NEIGHBOURS = 8  # headers of other units that a unit includes


def common_header(number):
    methods = "\n".join(
        f"""  int level{k}() const {{ return level{k}_; }}
  void raise{k}(int by) {{
    if (by < 0 || level{k}_ + by > limit_)
      return;
    level{k}_ += by;
    changes_ += 1;
  }}""" for k in range(8))
    fields = "\n".join(f"  int level{k}_ = 0;" for k in range(8))
    return f"""#pragma once

namespace common {{

template <typename Value> struct Slot{number} {{
  Value value{{}};
  bool filled = false;
  void fill(const Value &with) {{
    if (filled)
      return;
    value = with;
    filled = true;
  }}
}};

class Gauge{number} {{
public:
{methods}

private:
{fields}
  int limit_ = 1000;
  int changes_ = 0;
}};

}} // namespace common
"""


def unit_header(number):
    return f"""#pragma once

#include "common/gauge_{number % COMMON}.hpp"

namespace part{number} {{

enum class Status {{ Open, Held, Done, Dropped }};

class Item {{
public:
  explicit Item(long total) : total_(total) {{}}
  Status status() const {{ return status_; }}
  void setStatus(Status status) {{ status_ = status; }}
  long total() const {{ return total_; }}
  void setTotal(long total) {{ total_ = total; }}
  int urgency() const {{ return urgency_; }}
  void setUrgency(int urgency) {{ urgency_ = urgency; }}
  const common::Gauge{number % COMMON} &gauge() const {{ return gauge_; }}

private:
  Status status_ = Status::Open;
  long total_ = 0;
  int urgency_ = {number % 7};
  common::Gauge{number % COMMON} gauge_;
}};

class Ledger {{
public:
  bool post(long amount) {{
    if (closed_ || amount <= 0)
      return false;
    balance_ += amount;
    entries_ += 1;
    return true;
  }}
  void close() {{
    if (entries_ == 0)
      return;
    closed_ = true;
  }}
  long balance() const {{ return balance_; }}

private:
  long balance_ = 0;
  int entries_ = 0;
  bool closed_ = false;
}};

}} // namespace part{number}
"""


def unit_source(number, others):
    includes = "\n".join(f'#include "parts/part_{other}.hpp"' for other in others)
    commons = "\n".join(f'#include "common/gauge_{k}.hpp"' for k in range(COMMON))
    functions = "\n".join(f"""
  void settle{other}(part{other}::Item &item, long paid) {{
    if (item.status() == part{other}::Status::Open && paid >= item.total()) {{
      item.setStatus(part{other}::Status::Done);
      item.setTotal(0);
    }} else if (item.urgency() > {number % 5} && item.gauge().level{other % 8}() > {number % 11}) {{
      item.setStatus(part{other}::Status::Held);
    }}
    if (ledger_.post(paid))
      done_ += 1;
  }}""" for other in others)
    return f"""#include "parts/part_{number}.hpp"

{commons}
{includes}

namespace part{number} {{

class Service {{
public:{functions}

  int done() const {{ return done_; }}

private:
  Ledger ledger_;
  int done_ = 0;
}};

int run{number}(long paid) {{
  Service service;
  common::Slot{number % COMMON}<int> slot;
  slot.fill(static_cast<int>(paid));
  part{others[0]}::Item item(paid);
  service.settle{others[0]}(item, slot.value);
  return service.done();
}}

}} // namespace part{number}
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("units", type=int)
    arguments = parser.parse_args()
    root = arguments.folder.resolve()
    for folder in ("common", "parts", "src", ".git"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    for number in range(COMMON):
        (root / f"common/gauge_{number}.hpp").write_text(common_header(number))
    database = []
    for number in range(arguments.units):
        choose = random.Random(number)
        low = max(0, min(number - 40, arguments.units - 80))
        near = [other for other in range(low, min(arguments.units, low + 80)) if other != number]
        others = sorted(choose.sample(near, min(NEIGHBOURS, len(near)))) or [number]
        (root / f"parts/part_{number}.hpp").write_text(unit_header(number))
        source = root / f"src/unit_{number}.cpp"
        source.write_text(unit_source(number, others))
        database.append({"directory": str(root), "file": str(source),
                         "arguments": ["clang++", "-std=c++20", f"-I{root}", "-c", str(source), "-o", f"unit_{number}.o"]})
    (root / "compile_commands.json").write_text(json.dumps(database, indent=1))


if __name__ == "__main__":
    main()
