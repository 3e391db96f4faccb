package sandbox

import (
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// AWS: IAM quotas.
const (
	sshKeysMax = 5
	certsMax   = 2
)

// credentialOf is one of a user's credentials by its id; what says which sort.
func credentialOf(of map[string]Credential, what string, id *string) (Credential, error) {
	c, ok := of[aws.ToString(id)]
	if !ok {
		return c, noSuch("The %s with id %s cannot be found.", what, aws.ToString(id))
	}
	return c, nil
}

// switchCredential turns one of a user's credentials on or off.
func switchCredential(of map[string]Credential, what string, id *string, to iamtypes.StatusType) error {
	c, err := credentialOf(of, what, id)
	if err != nil {
		return err
	}
	if err := checkStatus(to); err != nil {
		return err
	}
	c.Active = to == iamtypes.StatusTypeActive
	of[*id] = c
	return nil
}

func deleteCredential(of map[string]Credential, what string, id *string) error {
	if _, err := credentialOf(of, what, id); err != nil {
		return err
	}
	delete(of, *id)
	return nil
}

// holds says whether one of the credentials has this body.
func holds(of map[string]Credential, body string) bool {
	return slices.ContainsFunc(byName(of), func(c Credential) bool { return c.Body == body })
}

// addCredential puts a credential into a user's map of them, which may not be there yet.
func addCredential(of *map[string]Credential, id string, c Credential) {
	if *of == nil {
		*of = map[string]Credential{}
	}
	(*of)[id] = c
}

func (s iamService) UploadSSHPublicKey(in *iam.UploadSSHPublicKeyInput) (*iam.UploadSSHPublicKeyOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	body := strings.TrimSpace(aws.ToString(in.SSHPublicKeyBody))
	if _, ok := fingerprint(body); !ok {
		return nil, &iamtypes.InvalidPublicKeyException{Message: aws.String("The public key is invalid.")}
	}
	if holds(u.SSHKeys, body) {
		return nil, &iamtypes.DuplicateSSHPublicKeyException{Message: aws.String("The SSH public key is already associated with the user.")}
	}
	if len(u.SSHKeys) >= sshKeysMax {
		return nil, overLimit("Cannot exceed quota for SSHPublicKeysPerUser: %d", sshKeysMax)
	}
	id := s.id("APKA", 16)
	c := Credential{Body: body, Active: true, Created: s.moment()}
	addCredential(&u.SSHKeys, id, c)
	return &iam.UploadSSHPublicKeyOutput{SSHPublicKey: u.toldSSHKey(id, c)}, nil
}

// fingerprint is the MD5 of an RSA or Ed25519 public key, and whether it is one.
func fingerprint(body string) (string, bool) {
	words := strings.Fields(body)
	if len(words) < 2 || words[0] != "ssh-rsa" && words[0] != "ssh-ed25519" {
		return "", false
	}
	key, err := base64.StdEncoding.DecodeString(words[1])
	if err != nil || len(key) < 32 {
		return "", false
	}
	sum := md5.Sum(key)
	pairs := make([]string, len(sum))
	for i := range sum {
		pairs[i] = hex.EncodeToString(sum[i : i+1])
	}
	return strings.Join(pairs, ":"), true
}

func (u *User) toldSSHKey(id string, c Credential) *iamtypes.SSHPublicKey {
	mark, _ := fingerprint(c.Body)
	return &iamtypes.SSHPublicKey{
		SSHPublicKeyId: aws.String(id), SSHPublicKeyBody: aws.String(c.Body), Fingerprint: aws.String(mark),
		Status: status(c.Active), UserName: aws.String(u.Name), UploadDate: aws.Time(c.Created),
	}
}

func (s iamService) GetSSHPublicKey(in *iam.GetSSHPublicKeyInput) (*iam.GetSSHPublicKeyOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	c, err := credentialOf(u.SSHKeys, "SSH Public Key", in.SSHPublicKeyId)
	if err != nil {
		return nil, err
	}
	return &iam.GetSSHPublicKeyOutput{SSHPublicKey: u.toldSSHKey(*in.SSHPublicKeyId, c)}, nil
}

func (s iamService) ListSSHPublicKeys(in *iam.ListSSHPublicKeysInput) (*iam.ListSSHPublicKeysOutput, error) {
	u, err := s.self(in.UserName)
	if err != nil {
		return nil, err
	}
	page, next, err := paged(s.call, slices.Sorted(maps.Keys(u.SSHKeys)), itself, mark{in.Marker, in.MaxItems})
	out := &iam.ListSSHPublicKeysOutput{SSHPublicKeys: []iamtypes.SSHPublicKeyMetadata{}, IsTruncated: next != nil, Marker: next}
	for _, id := range page {
		c := u.SSHKeys[id]
		out.SSHPublicKeys = append(out.SSHPublicKeys, iamtypes.SSHPublicKeyMetadata{SSHPublicKeyId: aws.String(id), Status: status(c.Active), UserName: aws.String(u.Name), UploadDate: aws.Time(c.Created)})
	}
	return out, err
}

func (s iamService) UpdateSSHPublicKey(in *iam.UpdateSSHPublicKeyInput) (*iam.UpdateSSHPublicKeyOutput, error) {
	u, err := s.self(in.UserName)
	if err != nil {
		return nil, err
	}
	return &iam.UpdateSSHPublicKeyOutput{}, switchCredential(u.SSHKeys, "SSH Public Key", in.SSHPublicKeyId, in.Status)
}

func (s iamService) DeleteSSHPublicKey(in *iam.DeleteSSHPublicKeyInput) (*iam.DeleteSSHPublicKeyOutput, error) {
	u, err := s.self(in.UserName)
	if err != nil {
		return nil, err
	}
	return &iam.DeleteSSHPublicKeyOutput{}, deleteCredential(u.SSHKeys, "SSH Public Key", in.SSHPublicKeyId)
}

func (s iamService) UploadSigningCertificate(in *iam.UploadSigningCertificateInput) (*iam.UploadSigningCertificateOutput, error) {
	u, err := s.self(in.UserName)
	if err != nil {
		return nil, err
	}
	body := aws.ToString(in.CertificateBody)
	if block, _ := pem.Decode([]byte(body)); block == nil || block.Type != "CERTIFICATE" {
		return nil, &iamtypes.MalformedCertificateException{Message: aws.String("Certificate body is invalid. The body must be PEM encoded.")}
	}
	if holds(u.Certs, body) {
		return nil, &iamtypes.DuplicateCertificateException{Message: aws.String("The certificate is already associated with an account.")}
	}
	if len(u.Certs) >= certsMax {
		return nil, overLimit("Cannot exceed quota for SigningCertificatesPerUser: %d", certsMax)
	}
	id := s.id("", 24)
	c := Credential{Body: body, Active: true, Created: s.moment()}
	addCredential(&u.Certs, id, c)
	return &iam.UploadSigningCertificateOutput{Certificate: u.toldCert(id)}, nil
}

func (u *User) toldCert(id string) *iamtypes.SigningCertificate {
	c := u.Certs[id]
	return &iamtypes.SigningCertificate{CertificateId: aws.String(id), CertificateBody: aws.String(c.Body), Status: status(c.Active), UserName: aws.String(u.Name), UploadDate: aws.Time(c.Created)}
}

func (s iamService) ListSigningCertificates(in *iam.ListSigningCertificatesInput) (*iam.ListSigningCertificatesOutput, error) {
	if in.UserName == nil && s.byRoot() {
		return &iam.ListSigningCertificatesOutput{Certificates: []iamtypes.SigningCertificate{}}, nil
	}
	u, err := s.self(in.UserName)
	if err != nil {
		return nil, err
	}
	page, next, err := paged(s.call, slices.Sorted(maps.Keys(u.Certs)), itself, mark{in.Marker, in.MaxItems})
	out := &iam.ListSigningCertificatesOutput{Certificates: []iamtypes.SigningCertificate{}, IsTruncated: next != nil, Marker: next}
	for _, id := range page {
		out.Certificates = append(out.Certificates, *u.toldCert(id))
	}
	return out, err
}

func (s iamService) UpdateSigningCertificate(in *iam.UpdateSigningCertificateInput) (*iam.UpdateSigningCertificateOutput, error) {
	u, err := s.self(in.UserName)
	if err != nil {
		return nil, err
	}
	return &iam.UpdateSigningCertificateOutput{}, switchCredential(u.Certs, "Certificate", in.CertificateId, in.Status)
}

func (s iamService) DeleteSigningCertificate(in *iam.DeleteSigningCertificateInput) (*iam.DeleteSigningCertificateOutput, error) {
	u, err := s.self(in.UserName)
	if err != nil {
		return nil, err
	}
	return &iam.DeleteSigningCertificateOutput{}, deleteCredential(u.Certs, "Certificate", in.CertificateId)
}
