import { Button, ProgressBar } from '@blueprintjs/core';
import { Circle, TickCircle } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Lead } from '../../../../../api/contracts/leads.ts';
import type { Qualification } from '../../../../../api/contracts/qualification.ts';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { Card } from '../../records/cards/card.tsx';
import { QualificationPanel } from './qualification-panel.tsx';
import { useQualification } from './use-qualification.ts';
import './qualification.css';

/** How well the lead is known, what is missing, and the way to write it down. */
export function QualificationCard({ lead }: { lead: Lead }) {
  const { t } = useTranslation('leads');
  const { can } = useSession();
  const [url, setUrl] = useUrlState();
  const { data } = useQualification(lead.id);
  const readOnly = !can('leads.write') || lead.archivedAt !== null || lead.status === 'converted';
  return (
    <Card
      title={t('qualification.title')}
      action={
        data && (
          <Button
            size="small"
            variant="minimal"
            text={readOnly ? t('qualification.see') : t('qualification.edit')}
            onClick={() => setUrl({ panel: 'qualification' })}
          />
        )
      }
    >
      <div className="cz-panel-body">{data ? <Summary lead={lead} data={data} /> : <SkeletonRows rows={3} />}</div>
      {data && (
        <QualificationPanel
          isOpen={url.panel === 'qualification'}
          onClose={() => setUrl({ panel: undefined })}
          lead={lead}
          data={data}
          readOnly={readOnly}
        />
      )}
    </Card>
  );
}

function Summary({ lead, data }: { lead: Lead; data: Qualification }) {
  const { t } = useTranslation('leads');
  const { can } = useSession();
  const weakest = data.factors.find((one) => one.factor === data.weakest);
  return (
    <div className="cz-stack">
      <div>
        <span className="cz-row">
          <span id="coverage-label">{t('qualification.coverage', { percent: data.coverage })}</span>
          <span className="cz-spacer" />
          {data.minimumCoverage !== null && <span className="cz-meta">{t('qualification.needed', { percent: data.minimumCoverage })}</span>}
        </span>
        <ProgressBar
          aria-labelledby="coverage-label"
          animate={false}
          stripes={false}
          intent={data.minimumCoverage === null || data.coverage >= data.minimumCoverage ? 'success' : 'primary'}
          value={data.coverage / 100}
        />
      </div>
      <p className="cz-dense">
        {t('qualification.confidence', { percent: data.confidence })}
        {weakest && ` · ${t('qualification.weakest', { factor: weakest.label ?? t(`factor.${weakest.factor}.name`) })}`}
      </p>
      <dl className="cz-dimensions">
        {data.dimensions.map((one) => (
          <div key={one.key}>
            <dt>{t(`dimension.${one.key}`)}</dt>
            <dd>{t('percent', { value: one.value })}</dd>
          </div>
        ))}
      </dl>
      {lead.status !== 'qualified' && lead.status !== 'converted' && <Requirements data={data} />}
      {data.next && data.next !== 'convert' && (
        <p className="cz-dense">
          <strong>{t('qualification.next')}</strong> {t(`qualification.nextStep.${data.next}`)}
        </p>
      )}
      {lead.status === 'converted' ? (
        <Link to={`/leads/${lead.id}/convert`}>{t('convert.seeResult')}</Link>
      ) : (
        can('leads.convert') && lead.archivedAt === null && <Link to={`/leads/${lead.id}/convert`}>{t('convert.open')}</Link>
      )}
    </div>
  );
}

/** What the lead still needs to become qualified, each with a word and a mark. */
export function Requirements({ data }: { data: Qualification }) {
  const { t } = useTranslation('leads');
  return (
    <ul className="cz-requirements" aria-label={t('qualification.requirements')}>
      {data.requirements.map((one) => (
        <li key={one.code} data-met={one.met}>
          {one.met ? <TickCircle size={14} /> : <Circle size={14} />}
          <span>
            {t(`requirement.${one.code}`)}
            <span className="cz-hidden">{one.met ? t('qualification.met') : t('qualification.unmet')}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
