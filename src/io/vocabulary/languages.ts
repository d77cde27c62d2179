/**
 * Labels of cyclers' and analysers' exports in German, French, Spanish, Italian, Portuguese, Japanese, Chinese and Korean, by the English word for each.
 * Compared in lower case, without accents and blanks (`Kapazität` and `Kapazitaet` alike), once unit and brackets are
 * off.
 */
const words: Readonly<Record<string, string>> = {
  test_time:
    'zeit testzeit prufzeit pruefzeit gesamtzeit laufzeit versuchszeit messzeit zeitverlauf temps tempstotal tempsecoule tempsdessai duree dureetotale 時間 試験時間 経過時間 総時間 積算時間 测试时间 時間戳 时间 总时间 總時間 运行时间 測試時間 累计时间 tiempo tiempototal tiempodeensayo tiempodeprueba tempo tempototale tempototal tempodiprova tempodeensaio 시간 총시간 시험시간 경과시간',
  step_time:
    'schrittzeit schrittdauer tempsdetape tempsetape dureedetape tempsdupas ステップ時間 ステップ経過時間 工步时间 步骤时间 步时间 相对时间 步次时间 工步時間 tiempodepaso tempodelpasso tempodepasso 스텝시간 단계시간',
  voltage:
    'spannung zellspannung klemmenspannung potenzial potential zellpotenzial tension tensioncellule tensiondecellule potentiel 電圧 セル電圧 端子電圧 电压 電壓 电池电压 单体电压 端电压 voltaje voltajedecelda tensiondecelda tensione tensionedicella voltaggio tensao 전압 셀전압',
  current:
    'strom stromstarke stromstaerke zellstrom courant intensite courantdecellule 電流 セル電流 电流 电池电流 corriente corrente 전류',
  cycle:
    'zyklus zyklusnummer zyklusnr zyklenzahl zykluszahl zyklenindex zyklusindex zykluszahler cycle cyclen numerodecycle nocycle ncycle indicedecycle サイクル サイクル数 サイクル番号 サイクルno 循环 循环号 循环序号 循环次数 循环数 循環 循環號 循環次數 循环编号 ciclo numerodeciclo ndeciclo numerociclo numerodiciclo 사이클 사이클번호 사이클수',
  step: 'schritt schrittnummer schrittnr schrittindex etape numerodetape noetape pas ステップ ステップ番号 ステップno 工步 工步号 工步序号 步骤 步骤号 步次 工步編號 工步编号 步号 paso numerodepaso passo numerodipasso 스텝 스텝번호 단계',
  step_type:
    'schritttyp schrittart zustand betriebsart etat typedetape typeetape modedetape 状態 状态 狀態 モード ステップ種類 工步类型 工步名称 步骤名称 步骤类型 工步状态',
  record:
    'datensatz datenpunkt messpunkt punkt enregistrement pointdemesure データ番号 記録番号 记录号 记录序号 数据序号 序号 記錄號 数据点',
  date_time:
    'datum datumuhrzeit datumundzeit datumunduhrzeit zeitstempel uhrzeit dateheure horodatage dateetheure heure 日時 日付 日付時刻 時刻 日期 日期时间 绝对时间 系统时间 实时时间 时间戳 絕對時間 系統時間',
  power: 'leistung puissance 電力 功率 potencia potenza 전력',
  capacity: 'kapazitat kapazitaet capacite 容量 电池容量 capacidad capacita capacidade 용량',
  charge_capacity:
    'ladekapazitat ladekapazitaet kapazitatladen capacitedecharge capacitecharge 充電容量 充电容量 capacidaddecarga capacitadicarica capacidadedecarga 충전용량',
  discharge_capacity:
    'entladekapazitat entladekapazitaet kapazitatentladen capacitededecharge capacitedecharges 放電容量 放电容量 capacidaddedescarga capacitadiscarica capacidadededescarga 방전용량',
  energy: 'energie 電力量 エネルギー 能量 energia 에너지',
  charge_energy:
    'ladeenergie energiedecharge energiecharge 充電電力量 充電エネルギー 充电能量 充電能量 energiadecarga energiadicarica 충전에너지',
  discharge_energy:
    'entladeenergie energiededecharge 放電電力量 放電エネルギー 放电能量 放電能量 energiadedescarga energiadiscarica 방전에너지',
  temperature: 'temperatur zelltemperatur temperature temperaturecellule 温度 セル温度 溫度 电池温度 表面温度',
  ambient_temperature:
    'umgebungstemperatur raumtemperatur kammertemperatur temperatureambiante 環境温度 周囲温度 槽温度 环境温度 環境溫度',
  internal_resistance: 'innenwiderstand resistanceinterne 内部抵抗 内阻 內阻',
  frequency: 'frequenz frequence 周波数 频率 頻率',
  real: 'realteil realteilz partiereelle partiereelledez impedancereelle 実部 実数部 实部 實部 阻抗实部',
  imaginary:
    'imaginarteil imaginaerteil imaginarteilz partieimaginaire partieimaginairedez impedanceimaginaire 虚部 虚数部 虛部 阻抗虚部',
  modulus:
    'betrag impedanzbetrag scheinwiderstand impedanz moduledelimpedance module インピーダンス 絶対値 阻抗模 阻抗 阻抗模值',
  phase: 'phasenwinkel phasenverschiebung dephasage angledephase 位相 位相角 相位 相位角 相角',
};

const english = new Map<string, string>();
for (const [word, list] of Object.entries(words))
  for (const foreign of list.split(' ')) if (!english.has(foreign)) english.set(foreign, word);

/** The English word, in snake case, for a label in another language; undefined where it is none. */
export function translateLabel(label: string): string | undefined {
  if (label.length > 80) return undefined;
  const key = label
    .normalize('NFKC')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s_.\-/#:°'’]+/g, '');
  return english.get(key);
}
