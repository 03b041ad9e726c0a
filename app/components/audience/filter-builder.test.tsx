import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { I18nextProvider } from "react-i18next";
import { expect, test } from "vitest";
import type { Catalogue } from "#app/lib/count-request.ts";
import { createI18n } from "#app/lib/i18n.ts";
import { readQuery, writeQuery, type QueryGroup } from "#app/lib/segment-query.ts";
import en from "#app/locales/en/index.ts";
import type { Filter } from "#core/audience/filter.ts";
import { FilterBuilder } from "./filter-builder.tsx";

const names: Catalogue = {
  attributes: [{ key: "city", label: "City", type: "text", choices: [] }],
  tags: ["vip"],
  lists: [],
  segments: [],
  audiences: [],
  campaigns: [{ id: "cmp_1", name: "Spring offer" }],
  channels: ["sms"],
};

test("a stored rule opens in the builder and an edit comes back as a filter", async () => {
  const stored: Filter = {
    type: "or",
    rules: [
      { type: "field", field: "attributes.city", is: "is", value: "Utrecht" },
      { type: "campaign", fact: "replied", campaignId: "cmp_1", days: null },
    ],
  };
  let latest: Filter = stored;
  function Page() {
    const [query, setQuery] = useState<QueryGroup>(() => writeQuery(stored));
    latest = readQuery(query).filter;
    return <FilterBuilder query={query} onChange={setQuery} names={names} />;
  }
  render(
    <MantineProvider>
      <I18nextProvider i18n={createI18n("en", en)}>
        <Page />
      </I18nextProvider>
    </MantineProvider>,
  );
  const city = screen.getByDisplayValue("Utrecht");
  expect(screen.getByDisplayValue("Spring offer")).toBeVisible();
  await userEvent.type(city, "!");
  expect(latest).toEqual({
    ...stored,
    rules: [{ ...stored.rules[0], value: "Utrecht!" }, stored.rules[1]],
  });
  await userEvent.click(screen.getByTitle("Add a rule"));
  expect(screen.getAllByTitle("Remove this rule")).toHaveLength(3);
});

test("what takes a rule away says so to a screen reader", () => {
  const rule: Filter = { type: "tag", tag: "vip" };
  render(
    <MantineProvider>
      <I18nextProvider i18n={createI18n("en", en)}>
        <FilterBuilder query={writeQuery(rule)} onChange={() => undefined} names={names} />
      </I18nextProvider>
    </MantineProvider>,
  );
  expect(screen.getByRole("button", { name: "Remove this rule" })).toBeVisible();
});
