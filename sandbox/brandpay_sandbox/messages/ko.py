"""Korean error messages, one code a line."""

TABLE = """
ALREADY_CANCELED_PAYMENT: 이미 취소된 결제 입니다.
ALREADY_COMPLETED_PAYMENT: 이미 완료된 결제 입니다.
ALREADY_PROCESSED_PAYMENT: 이미 처리된 결제 입니다.
ALREADY_REFUNDING_PAYMENT: 이미 환불 중인 결제입니다.
ALREADY_REFUND_PAYMENT: 이미 환불된 결제입니다.
API_VERSION_UPDATE_NEEDED: 이 API를 사용하려면 2022-11-16 이상의 버전을 사용해야 합니다. 개발자센터에서 버전을 변경해주세요.
BELOW_MINIMUM_AMOUNT: 신용카드는 결제금액이 100원 이상, 계좌는 200원이상부터 결제가 가능합니다.
BELOW_ZERO_AMOUNT: 금액은 0보다 커야 합니다.
CARD_PROCESSING_ERROR: 카드사에서 오류가 발생했습니다.
COMMON_ERROR: 일시적인 오류가 발생했습니다. 잠시 후 다시 시도해주세요.
DUPLICATED_ORDER_ID: 이미 승인 및 취소가 진행된 중복된 주문번호 입니다. 다른 주문번호로 진행해주세요.
DUPLICATED_REQUEST: 중복된 요청입니다.
EXCEEDS_TRANSFER_AMOUNT_MAXIMUM: 계좌이체는 한 번에 1,000만 원 이하로만 결제하실 수 있어요. 금액을 낮춰 다시 시도해 주세요.
EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT: 즉시할인금액보다 적은 금액은 부분취소가 불가능합니다.
EXCEED_CANCEL_LIMIT: 취소 한도를 초과했습니다.
EXCEED_MAX_AMOUNT: 거래금액 한도를 초과했습니다.
EXCEED_MAX_AUTH_COUNT: 최대 인증 횟수를 초과했습니다. 카드사로 문의해주세요.
EXCEED_MAX_CARD_INSTALLMENT_PLAN: 설정 가능한 최대 할부 개월 수를 초과했습니다.
EXCEED_MAX_DAILY_PAYMENT_COUNT: 하루 결제 가능 횟수를 초과했습니다.
EXCEED_MAX_DISCOUNT_COUNT: 할인 가능 횟수를 초과했습니다.
EXCEED_MAX_MONTHLY_PAYMENT_AMOUNT: 당월 결제 가능금액인 1,000,000원을 초과 하셨습니다.
EXCEED_MAX_ONE_DAY_AMOUNT: 일일 한도를 초과했습니다.
EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT: 1일 출금 한도를 초과했습니다.
EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT: 1회 출금 한도를 초과했습니다.
EXCEED_MAX_PAYMENT_AMOUNT: 하루 결제 가능 금액을 초과했습니다.
EXCEED_MAX_QUERY_LIMIT: 최대 조회 개수를 초과했습니다.
EXCEED_MAX_REFUND_AMOUNT: 하루 또는 한달 환불 가능한 금액을 초과했습니다.
EXCEED_MAX_REFUND_DUE: 환불 가능한 기간이 초과했습니다.
EXCEED_MIN_CARD_INSTALLMENT_PLAN: 설정 가능한 최소 할부 개월 수를 1개월 이상으로 설정해주세요.
EXCEED_UNKNOWN_CASE: 한도 초과 되었습니다.
EXPIRED_PAYMENT: 결제 시간이 만료되었습니다.
FAILED_BILLING_AUTO_CANCEL: 빌링 자동결제 취소에 일시적인 오류가 발생했습니다.
FAILED_BILL_KEY_AUTH_CREATION: 빌링 결제 인증 중 키 생성에 실패했습니다. 잠시 후 다시 시도해주세요.
FAILED_CARD_COMPANY: 카드사에서 오류가 발생했습니다. 잠시 후 다시 시도해주세요.
FAILED_DB_PROCESSING: 잘못된 요청 값으로 처리 중 DB 에러가 발생했습니다.
FAILED_HASH_DATA_CREATION: 해시 데이터 생성 중 오류가 발생했습니다.
FAILED_INTERNAL_SYSTEM_PROCESSING: 내부 시스템 처리 작업이 실패했습니다. 잠시 후 다시 시도해주세요.
FAILED_METHOD_HANDLING: 결제 중 선택한 결제수단 처리에 일시적인 오류가 발생했습니다.
FAILED_METHOD_HANDLING_CANCEL: 취소 중 결제 시 사용한 결제수단 처리과정에서 일시적인 오류가 발생했습니다.
FAILED_PARTIAL_REFUND: 은행 점검, 해약 계좌 등의 사유로 부분 환불이 실패했습니다.
FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING: 결제가 완료되지 않았어요. 다시 시도해주세요.
FAILED_REFUND_PROCESS: 은행 응답시간 지연이나 일시적인 오류로 환불요청에 실패했습니다.
FDS_ERROR: [토스페이먼츠] 위험거래가 감지되어 결제가 제한됩니다. 발송된 문자에 포함된 링크를 통해 본인인증 후 결제가 가능합니다. (고객센터: 1644-8051)
FORBIDDEN_BANK_REFUND_REQUEST: 고객 계좌가 입금이 되지 않는 상태입니다.
FORBIDDEN_CONSECUTIVE_REQUEST: 반복적인 요청은 허용되지 않습니다. 잠시 후 다시 시도해주세요.
FORBIDDEN_DORMANT_OR_WITHDRAWAL_CUSTOMER: 휴면 또는 탈퇴한 고객입니다.
FORBIDDEN_REQUEST: 허용되지 않은 요청입니다.
IDEMPOTENT_REQUEST_PROCESSING: 이전 멱등 요청이 처리중입니다.
INCORRECT_BASIC_AUTH_FORMAT: 잘못된 요청입니다. ':' 를 포함해 인코딩해주세요.
INCORRECT_FAIL_URL_FORMAT: 잘못된 failUrl 입니다.
INCORRECT_SUCCESS_URL_FORMAT: 잘못된 successUrl 입니다.
INVALID_ACCESS_TOKEN: 유효하지 않은 액세스 토큰입니다.
INVALID_ACCOUNT_INFO_RE_REGISTER: 유효하지 않은 계좌입니다. 계좌 재등록 후 시도해주세요.
INVALID_ACCOUNT_NOT_CORRECT_BANK: 입력하신 계좌는 해당 은행의 계좌가 아닙니다.
INVALID_ACCOUNT_NUMBER: 계좌번호가 올바르지 않습니다.
INVALID_ACCOUNT_NUMBER_OR_UNAVAILABLE: 잘못된 계좌번호이거나 서비스 불가한 계좌입니다.
INVALID_API_KEY: 잘못된 시크릿키 연동 정보 입니다.
INVALID_AUTHORIZE_AUTH: 유효하지 않은 인증 방식입니다.
INVALID_BANK: 유효하지 않은 은행입니다.
INVALID_BILLING_AUTH: 유효하지 않은 빌링 인증입니다.
INVALID_BILL_KEY_REQUEST: 빌링키 인증이 완료되지 않았거나 유효하지 않은 빌링 거래 건입니다.
INVALID_BIRTH_DAY_FORMAT: 생년월일 정보는 6자리의 yyMMdd 형식이어야 합니다. 사업자등록번호는 10자리의 숫자여야 합니다.
INVALID_CARD: 카드 입력정보가 올바르지 않습니다.
INVALID_CARD_COMPANY: 유효하지 않은 카드사입니다.
INVALID_CARD_EXPIRATION: 카드 정보를 다시 확인해주세요. (유효기간)
INVALID_CARD_IDENTITY: 입력하신 주민번호/사업자번호가 카드 소유주 정보와 일치하지 않습니다.
INVALID_CARD_INFO_RE_REGISTER: 유효하지 않은 카드입니다. 카드 재등록 후 시도해주세요.
INVALID_CARD_INSTALLMENT_AMOUNT: 할부금액 잘못 되었습니다.
INVALID_CARD_INSTALLMENT_PLAN: 할부 개월 정보가 잘못되었습니다.
INVALID_CARD_INSTALLMENT_PLANS_WITH_MAX_AND_SINGLE: cardInstallmentPlan과 maxCardInstallmentPlan은 같이 사용할 수 없습니다.
INVALID_CARD_LOST_OR_STOLEN: 분실 혹은 도난 카드입니다.
INVALID_CARD_NUMBER: 카드번호를 다시 확인해주세요.
INVALID_CARD_PASSWORD: 카드 정보를 다시 확인해주세요. (비밀번호)
INVALID_CLIENT_KEY: 잘못된 클라이언트 연동 정보 입니다.
INVALID_CURRENCY: 잘못된 통화 값입니다.
INVALID_CUSTOMER_KEY: `customerKey`는 영문 대소문자, 숫자, 특수문자 -, _, =, ., @로 2자 이상 50자 이하여야 합니다.
INVALID_DATE: 날짜 데이터가 잘못 되었습니다.
INVALID_EMAIL: 이메일 주소 형식에 맞지 않습니다.
INVALID_FLOW_MODE_PARAMETERS: 인증 창을 먼저 띄우려면 카드사 코드 또는 은행 코드 또는 간편결제수단이 같이 전달되어야 합니다.
INVALID_IDEMPOTENCY_KEY: 멱등키는 300자 이하여야 합니다.
INVALID_IDENTIFICATION_TYPE: 유효하지 않은 본인 인증 타입입니다.
INVALID_ISO_DATE_FORMAT: 시간 일시 형식이 잘못되었습니다. 시간 형식은 ISO 8601 형식을 준수해야 합니다.
INVALID_MAXIMUM_DISCOUNT_AMOUNT: 할인 금액이 올바르지 않습니다.
INVALID_ORDER_ID: `orderId`는 영문 대소문자, 숫자, 특수문자(-, _) 만 허용합니다. 6자 이상 64자 이하여야 합니다.
INVALID_ORDER_NAME: 주문 이름은 100자 이하여야 합니다.
INVALID_PAGING_KEY: 잘못된 페이징 키 입니다.
INVALID_PASSWORD: 결제 비밀번호가 일치하지 않습니다.
INVALID_PAYMENT_KEY: 잘못된 결제 키 입니다.
INVALID_REFUND_ACCOUNT_INFO: 환불 계좌번호와 예금주명이 일치하지 않습니다.
INVALID_REFUND_ACCOUNT_NUMBER: 잘못된 환불 계좌번호입니다.
INVALID_REFUND_AMOUNT: 잘못된 환불 금액입니다.
INVALID_REJECT_CARD: 카드 사용이 거절되었습니다. 카드사 문의가 필요합니다.
INVALID_REQUEST: 잘못된 요청입니다.
INVALID_REQUIRED_PARAM: 필수 파라미터가 누락되었습니다.
INVALID_STOPPED_CARD: 정지된 카드 입니다.
INVALID_SUCCESS_URL: successUrl 값은 필수 값입니다.
INVALID_TEST_CODE: 유효하지 않은 테스트 코드입니다.
INVALID_UNREGISTERED_SUBMALL: 등록되지 않은 서브몰입니다. 서브몰이 없는 가맹점이라면 안심클릭이나 ISP 결제가 필요합니다.
INVALID_URL: url 은 http, https 를 포함한 주소 형식이어야 합니다.
INVALID_URL_FORMAT: 잘못된 URL 형식입니다.
MAINTAINED_METHOD: 현재 점검 중 입니다.
NOT_ALLOWED_BRANDPAY_METHOD: 사용할 수 없는 브랜드페이 결제수단입니다.
NOT_ALLOWED_INSTALLMENT_BELOW_AMOUNT: 해당 카드는 10000원 미만 할부 거래가 불가한 카드입니다.
NOT_ALLOWED_PARTIAL_REFUND: 에스크로 주문, 현금 카드 결제 등의 사유로 부분 환불이 불가합니다.
NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT: 입금 대기중인 결제는 부분 환불이 불가합니다.
NOT_ALLOWED_POINT_USE: 포인트 사용이 불가한 카드로 카드 포인트 결제에 실패했습니다.
NOT_ALLOWED_REFUND_BANK: 환불 가능한 은행이 아닙니다.
NOT_AVAILABLE_BANK: 은행 서비스 시간이 아닙니다.
NOT_AVAILABLE_PAYMENT: 결제가 불가능한 시간대입니다.
NOT_CANCELABLE_AMOUNT: 취소 할 수 없는 금액 입니다.
NOT_CANCELABLE_PAYMENT: 취소 할 수 없는 결제 입니다.
NOT_CANCELABLE_PAYMENT_FOR_DORMANT_USER: 휴면 처리된 회원의 결제는 취소할 수 없습니다.
NOT_FOUND: 존재하지 않는 정보 입니다.
NOT_FOUND_BILLING: 존재하지 않는 빌링 결제 인증 정보 입니다.
NOT_FOUND_CUSTOMER: 유효한 고객 정보가 없습니다.
NOT_FOUND_HTTP_METHOD: 존재하지 않는 HTTP 메소드 접근입니다.
NOT_FOUND_MERCHANT: 존재하지 않는 상점 정보 입니다.
NOT_FOUND_MERCHANT_INTEGRATION: 존재하지 않는 상점 연동 정보 입니다.
NOT_FOUND_METHOD: 존재하지 않는 결제수단 입니다.
NOT_FOUND_METHOD_IN_GROUP: 같은 그룹내에 존재하지 않는 결제수단 입니다.
NOT_FOUND_METHOD_OWNERSHIP: 결제수단의 소유자가 아닙니다.
NOT_FOUND_PAYMENT: 존재하지 않는 결제 정보 입니다.
NOT_FOUND_PAYMENT_SESSION: 결제 시간이 만료되어 결제 진행 데이터가 존재하지 않습니다.
NOT_FOUND_TERMINAL_ID: 단말기번호(Terminal Id)가 없습니다. 토스페이먼츠로 문의 바랍니다.
NOT_MATCHES_CUSTOMER_KEY: 빌링 인증 고객키와 결제 요청 고객키가 일치하지 않습니다.
NOT_MATCHES_REFUNDABLE_AMOUNT: 잔액 결과가 일치하지 않습니다.
NOT_REGISTERED_BUSINESS: 등록되지 않은 사업자 번호입니다.
NOT_SUPPORTED_BILLING_MERCHANT: 자동결제를 지원하지 않는 상점입니다.
NOT_SUPPORTED_CARD_TYPE: 지원되지 않는 카드 종류입니다.
NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT: 할부가 지원되지 않는 카드 또는 가맹점 입니다.
NOT_SUPPORTED_METHOD: 지원되지 않는 결제수단입니다.
NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN: 할부가 지원되지 않는 카드입니다.
NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN_BELOW_AMOUNT: 5만원 이하의 결제는 할부가 불가능해서 결제에 실패했습니다.
NOT_SUPPORTED_PROCESS: 지원되지 않는 작업입니다.
NOT_SUPPORTED_REFUND: 환불 가능한 상점이 아닙니다.
PAY_PROCESS_ABORTED: 결제가 취소되었거나 진행되지 않았습니다.
PAY_PROCESS_CANCELED: 사용자에 의해 결제가 취소되었습니다.
PROVIDER_ERROR: 일시적인 오류가 발생했습니다. 잠시 후 다시 시도해주세요.
REFUND_REJECTED: 환불이 거절됐습니다. 결제사에 문의 부탁드립니다.
REJECT_ACCOUNT_PAYMENT: 잔액부족으로 결제에 실패했습니다.
REJECT_CARD_COMPANY: 결제 승인이 거절되었습니다.
REJECT_CARD_PAYMENT: 한도초과 혹은 잔액부족으로 결제에 실패했습니다.
REJECT_TOSSPAY_INVALID_ACCOUNT: 선택하신 출금 계좌가 출금이체 등록이 되어 있지 않아요. 계좌를 다시 등록해 주세요.
REQUIRED_AMOUNT: 금액 값이 필수입니다.
REQUIRED_BILLING_TERMS: 자동결제 약관 동의가 필요합니다.
RESTRICTED_TRANSFER_ACCOUNT: 계좌는 등록 후 12시간 뒤부터 결제할 수 있습니다. 관련 정책은 해당 은행으로 문의해주세요.
SUSPECTED_PHISHING_PAYMENT: 피싱이 의심되는 결제입니다.
UNAPPROVED_ORDER_ID: 아직 승인되지 않은 주문번호입니다.
UNAUTHORIZED_KEY: 인증되지 않은 시크릿 키 혹은 클라이언트 키 입니다.
UNKNOWN_ERROR: 확인되지 않은 오류입니다. 잠시 후 다시 시도해주세요.
UNKNOWN_PAYMENT_ERROR: 결제에 실패했어요. 같은 문제가 반복된다면 은행이나 카드사로 문의해주세요.
USER_ACCOUNT_ON_HOLD: 계정이 사용 불가능한 상태입니다.
"""  # noqa: E501
