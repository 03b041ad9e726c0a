import { Checkbox, NativeSelect, NumberInput, Radio, Stack, TextInput } from "@mantine/core";
import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { channelWord, purposeWord } from "#app/components/audience/filter-words.ts";
import { LiveWaterfall } from "#app/components/audience/live-waterfall.tsx";
import { PartsPicker } from "#app/components/audience/parts-picker.tsx";
import { WhyPanel } from "#app/components/audience/why-panel.tsx";
import { IconButton, LinkButton } from "#app/components/ui/button.tsx";
import { IconArrowUp } from "#app/components/ui/icons.ts";
import { Notice } from "#app/components/ui/notice.tsx";
import { Panel } from "#app/components/ui/page.tsx";
import { paths } from "#app/lib/paths.ts";
import { isNotYetFilledIn } from "#core/campaign/readiness.ts";
import { purposes } from "#core/message/message.ts";
import type { DraftPatch } from "./draft-form.ts";
import { findingKey, FindingWords } from "./finding-words.tsx";
import type { WizardData } from "./route.tsx";

export interface StepProps {
  readonly page: WizardData;
  readonly save: (patch: DraftPatch) => void;
}

export function GoalStep({ page, save }: StepProps) {
  const { t } = useTranslation("campaigns");
  const { t: say } = useTranslation(["segments", "templates"]);
  const { campaign } = page;
  return (
    <Panel title={t("step.goal")}>
      <Stack gap="md">
        <TextInput
          id="name"
          label={t("edit.name")}
          description={t("edit.nameHint")}
          defaultValue={campaign.name}
          maxLength={120}
          onBlur={({ currentTarget }) => {
            if (currentTarget.value !== campaign.name) save({ name: currentTarget.value });
          }}
        />
        <NativeSelect
          label={t("edit.purpose")}
          description={t("edit.purposeHint")}
          defaultValue={campaign.purpose}
          data={purposes.map((value) => ({ value, label: purposeWord(value, say) }))}
          onChange={({ currentTarget }) => {
            const purpose = purposes.find((one) => one === currentTarget.value);
            if (purpose) save({ purpose });
          }}
        />
        <Senders page={page} save={save} />
        <StepFindings page={page} step="goal" />
      </Stack>
    </Panel>
  );
}

function Senders({ page, save }: StepProps) {
  const { t } = useTranslation("campaigns");
  const { t: say } = useTranslation(["segments", "templates"]);
  const { senders } = page.campaign;
  const chosen = senders.map((sender) => sender.accountId);
  const place = (id: string) => (chosen.includes(id) ? chosen.indexOf(id) : chosen.length);
  const accounts = page.accounts.toSorted((a, b) => place(a.id) - place(b.id));
  if (accounts.length === 0) {
    return (
      <Notice
        tone="warn"
        actions={
          <LinkButton to={paths.channels} size="xs">
            {t("edit.connect")}
          </LinkButton>
        }
      >
        {t("edit.noAccounts")}
      </Notice>
    );
  }
  return (
    <Checkbox.Group
      id="senders"
      label={t("edit.channels")}
      description={t("edit.channelsHint")}
      value={chosen}
      onChange={(ids) => {
        // One account per channel: ticking a second one of a channel takes the first's place.
        const picked = ids.flatMap((id) => accounts.find((account) => account.id === id) ?? []);
        const byChannel = new Map(
          picked.map(({ channel, id }) => [channel, { channel, accountId: id }]),
        );
        save({ senders: [...byChannel.values()] });
      }}
    >
      <Stack gap={8} mt={8}>
        {accounts.map(({ id, name, channel }) => {
          const index = chosen.indexOf(id);
          return (
            <div key={id} style={{ display: "flex", gap: 8, alignItems: "center" }}>
              <Checkbox value={id} label={`${channelWord(channel, say)} · ${name}`} />
              {index > 0 ? (
                <IconButton
                  label={t("edit.earlier", { name })}
                  icon={IconArrowUp}
                  size="sm"
                  onClick={() => {
                    const next = [...senders];
                    next.splice(index - 1, 0, ...next.splice(index, 1));
                    save({ senders: next });
                  }}
                />
              ) : null}
            </div>
          );
        })}
      </Stack>
    </Checkbox.Group>
  );
}

export function AudienceStep({ page, save }: StepProps) {
  const { t } = useTranslation("segments");
  const { t: say } = useTranslation("campaigns");
  const { include, exclude, senders, purpose } = page.campaign;
  const who = { include, exclude, senders, purpose };
  return (
    <>
      <Panel title={say("step.audience")}>
        <Stack gap="md">
          <PartsPicker
            id="include"
            label={t("audiences.includeLabel")}
            hint={t("audiences.includeHint")}
            placeholder={t("audiences.everyone")}
            value={include}
            onChange={(parts) => save({ include: parts })}
            names={page.names}
          />
          <PartsPicker
            label={t("audiences.excludeLabel")}
            placeholder={t("audiences.nobody")}
            value={exclude}
            onChange={(parts) => save({ exclude: parts })}
            names={page.names}
          />
          <StepFindings page={page} step="audience" />
        </Stack>
      </Panel>
      <LiveWaterfall who={who} initial={page.counted} />
      <WhyPanel who={who} names={page.names} />
    </>
  );
}

export function ContentStep({ page, save }: StepProps) {
  const { t } = useTranslation("campaigns");
  const { campaign, templates } = page;
  return (
    <Panel title={t("step.content")}>
      <Stack gap="md">
        <NativeSelect
          id="templateId"
          label={t("edit.template")}
          description={t("edit.templateHint")}
          defaultValue={campaign.templateId ?? ""}
          data={[
            { value: "", label: t("edit.noTemplate") },
            ...templates.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={({ currentTarget }) => save({ templateId: currentTarget.value || null })}
        />
        {campaign.templateId ? (
          <Link to={paths.template(campaign.templateId)}>{t("edit.editTemplate")}</Link>
        ) : (
          <Link to={paths.newTemplate}>{t("edit.writeTemplate")}</Link>
        )}
        <StepFindings page={page} step="content" />
      </Stack>
    </Panel>
  );
}

export function TimeStep({ page, save }: StepProps) {
  const { t } = useTranslation("campaigns");
  const { schedule, ratePerSecond } = page.campaign;
  const localTime = schedule.mode === "at" ? schedule.localTime : "";
  return (
    <Panel title={t("step.time")}>
      <Stack gap="md">
        <Radio.Group
          label={t("edit.when")}
          value={schedule.mode}
          onChange={(mode) =>
            save({
              schedule:
                mode === "at" ? { mode: "at", localTime, zone: page.zone } : { mode: "now" },
            })
          }
        >
          <Stack gap={8} mt={8}>
            <Radio value="now" label={t("edit.now")} />
            <Radio value="at" label={t("edit.at")} />
          </Stack>
        </Radio.Group>
        {schedule.mode === "at" ? (
          <TextInput
            id="localTime"
            type="datetime-local"
            label={t("edit.localTime")}
            description={t("edit.zone", { zone: schedule.zone })}
            defaultValue={localTime}
            onChange={({ currentTarget }) => {
              const typed = currentTarget.value.slice(0, 16);
              // While the year is typed it is 0002, then 0020.
              if (typed < "1000") return;
              save({ schedule: { mode: "at", localTime: typed, zone: page.zone } });
            }}
          />
        ) : null}
        <NumberInput
          label={t("edit.speed")}
          description={t("edit.speedHint")}
          defaultValue={ratePerSecond ?? ""}
          min={1}
          max={10_000}
          allowDecimal={false}
          onBlur={({ currentTarget }) => {
            const typed = Number(currentTarget.value);
            const next = Number.isInteger(typed) && typed > 0 ? Math.min(typed, 10_000) : null;
            if (next !== ratePerSecond) save({ ratePerSecond: next });
          }}
        />
        <StepFindings page={page} step="time" />
      </Stack>
    </Panel>
  );
}

function StepFindings({ page, step }: { readonly page: WizardData; readonly step: string }) {
  const found = page.readiness.blockers.filter((one) => one.step === step);
  // What was not filled in yet is no mistake while its own step is open: the review insists.
  const blockers = found.filter(({ kind }) => !isNotYetFilledIn(kind));
  const open = found.filter(({ kind }) => isNotYetFilledIn(kind));
  const warnings = page.readiness.warnings.filter((one) => one.step === step);
  return (
    <>
      {open.length > 0 ? (
        <Notice tone="info">
          {open.map((one) => (
            <FindingWords key={findingKey(one)} finding={one} group="blocker" />
          ))}
        </Notice>
      ) : null}
      {blockers.length > 0 ? (
        <Notice tone="bad">
          {blockers.map((one) => (
            <FindingWords key={findingKey(one)} finding={one} group="blocker" />
          ))}
        </Notice>
      ) : null}
      {warnings.length > 0 ? (
        <Notice tone="warn">
          {warnings.map((one) => (
            <FindingWords key={findingKey(one)} finding={one} group="warning" />
          ))}
        </Notice>
      ) : null}
    </>
  );
}
