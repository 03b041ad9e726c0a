import type { LoaderFunctionArgs } from "@remix-run/node";
import { useState } from "react";
import { Button, IconButton } from "#app/components/ui/button.tsx";
import { Confirm } from "#app/components/ui/confirm.tsx";
import { CopyField } from "#app/components/ui/copy-field.tsx";
import { DataTable } from "#app/components/ui/data-table.tsx";
import { EmptyState } from "#app/components/ui/empty-state.tsx";
import { Figure, Figures } from "#app/components/ui/figure.tsx";
import { IconArchive, IconPlus, IconTag, IconUsers } from "#app/components/ui/icons.ts";
import { Notice } from "#app/components/ui/notice.tsx";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { Facts, PageBody, Panel } from "#app/components/ui/page.tsx";
import { TableSkeleton, TextSkeleton } from "#app/components/ui/skeletons.tsx";
import { StateBadge, type Tone } from "#app/components/ui/state-badge.tsx";
import { ThemeSwitch } from "#app/components/ui/theme-switch.tsx";
import { showToast } from "#app/components/ui/toast.tsx";
import { VoicesBar } from "#app/components/ui/voices-bar.tsx";
import { notFound } from "#app/http/guard.server.ts";
import { titled } from "#app/lib/page-title.ts";

export const handle = titled((t) => t("kitchenSink"));

/** For those who build the app: every part in every state. Not there in production. */
export function loader({ context }: LoaderFunctionArgs) {
  if (context.runtime.config.NODE_ENV === "production") throw notFound();
  return null;
}

const tones: readonly Tone[] = ["neutral", "good", "warn", "bad", "info", "out", "back"];
const notices = ["neutral", "good", "warn", "bad", "info"] as const;
const longName =
  "Wilhelmina Antoinette van der Hoogenband-Oudekerk tot Zuidbroek genaamd De Ruyter";

interface Row {
  readonly name: string;
  readonly tone: Tone;
  readonly count: number;
}

const rows: readonly Row[] = [
  { name: "Spring offer", tone: "good", count: 4812 },
  { name: "Call for flood photos", tone: "warn", count: 96 },
  { name: longName, tone: "bad", count: 1_204_331 },
  { name: "عرض الربيع للحدائق", tone: "info", count: 0 },
];

export default function KitchenSink() {
  return (
    <main>
      <PageHead
        title="Kitchen sink"
        state="Every part in every state, in both themes."
        badge={<StateBadge tone="out">Running</StateBadge>}
        actions={<ThemeSwitch />}
      />
      <PageBody>
        <Buttons />
        <Panel title="States">
          <p>
            {tones.map((tone) => (
              <StateBadge key={tone} tone={tone}>
                {tone}
              </StateBadge>
            ))}
          </p>
          {notices.map((tone) => (
            <p key={tone}>
              <Notice tone={tone} title={`A ${tone} notice`}>
                {`${longName}: one sentence that says what happened and what to do about it.`}
              </Notice>
            </p>
          ))}
        </Panel>
        <Numbers />
        <Table />
        <Panel title="Nothing yet" isFlush>
          <EmptyState
            icon={IconUsers}
            title="No people yet"
            action={
              <Button kind="primary" icon={IconPlus}>
                Import a file
              </Button>
            }
          >
            People you may write to, with where and when each of them agreed.
          </EmptyState>
        </Panel>
        <Panel title="Loading">
          <TableSkeleton rows={3} />
          <p />
          <TextSkeleton />
        </Panel>
        <Panel title="Right to left">
          <div dir="rtl" lang="ar">
            <Facts
              facts={[
                { label: "الاسم", value: "مريم" },
                { label: "القناة", value: <StateBadge tone="good">WhatsApp</StateBadge> },
              ]}
            />
          </div>
        </Panel>
      </PageBody>
    </main>
  );
}

function Buttons() {
  const [isAsking, setAsking] = useState(false);
  return (
    <Panel title="Buttons" lead="One primary button on a page, at most.">
      <p style={{ display: "flex", flexWrap: "wrap", gap: 8 }}>
        <Button kind="primary" icon={IconPlus}>
          Primary
        </Button>
        <Button>Secondary</Button>
        <Button kind="quiet">Quiet</Button>
        <Button kind="danger" onClick={() => setAsking(true)}>
          Danger
        </Button>
        <Button isBusy>Busy</Button>
        <Button disabled>Disabled</Button>
        <IconButton icon={IconTag} label="Add a tag" />
        <Button onClick={() => showToast({ message: "Archived.", undo: () => undefined })}>
          Toast with undo
        </Button>
        <Button onClick={() => showToast({ tone: "bad", message: "It was not saved." })}>
          Error toast
        </Button>
      </p>
      <CopyField label="Webhook address" value="https://antiphon.example/webhooks/telegram/acc_1" />
      <Confirm
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() => setAsking(false)}
        title="Cancel the campaign?"
        label="Cancel the campaign"
      >
        What was sent stays sent. The 2,204 people who wait get nothing.
      </Confirm>
    </Panel>
  );
}

function Numbers() {
  return (
    <Panel title="Numbers">
      <Figures>
        <Figure
          label="Delivered"
          value="4,812"
          note="98.2% of sent"
          voice="out"
          explain="Receipts of the channel."
        />
        <Figure label="Replied" value="310" note="6.4% of delivered" voice="back" />
        <Figure label="Skipped" value="0" />
      </Figures>
      <p>
        <VoicesBar
          label="Progress"
          total={100}
          parts={[
            { key: "read", label: "Read", count: 42, color: "var(--out)" },
            {
              key: "delivered",
              label: "Delivered",
              count: 31,
              color: "var(--out)",
              strength: 0.55,
            },
            { key: "failed", label: "Failed", count: 4, color: "var(--bad)" },
          ]}
        />
      </p>
    </Panel>
  );
}

function Table() {
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  return (
    <DataTable
      caption="Campaigns"
      rows={rows}
      rowKey={({ name }) => name}
      rowName={({ name }) => name}
      rowTo={() => "/kitchen-sink"}
      rowActions={({ name }) => <IconButton icon={IconArchive} label={`Archive ${name}`} />}
      selection={{ picked, onChange: setPicked, actions: <Button size="xs">Archive</Button> }}
      columns={[
        { key: "name", label: "Name", cell: ({ name }) => name },
        {
          key: "state",
          label: "State",
          cell: ({ tone }) => (
            <StateBadge tone={tone} isBare>
              {tone}
            </StateBadge>
          ),
        },
        {
          key: "count",
          label: "People",
          isNumeric: true,
          isWide: true,
          cell: ({ count }) => count,
        },
      ]}
    />
  );
}
